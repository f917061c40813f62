use super::*;

fn row(number: u32, cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|cell| text(cell)).collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}

fn list(cells: &[&str]) -> String {
    cells.iter().zip(1..).map(|(cell, number)| row(number, &[cell])).collect()
}

fn table(name: &str, style: &str, cells: &[&str]) -> String {
    let rows: String = cells
        .iter()
        .map(|cell| format!(r#"<table:table-row><table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell></table:table-row>"#))
        .collect();
    format!(r#"<table:table table:name="{name}" table:style-name="{style}">{rows}</table:table>"#)
}

const INSTRUCTIONS: [&str; 3] =
    ["Read this first", "Enter one device on each row", "Models: SM-A546B, SM-G991B"];
const IMEIS: [&str; 3] = ["IMEI", "490154203237518", "358422070038017"];
const SERIALS: [&str; 3] = ["Serial number", "R58N12ABCDE", "R58N12ABCDF"];

#[test]
fn the_only_sheet_with_identifiers_is_read() {
    for devices in [IMEIS, SERIALS] {
        for sheets in [
            [("Devices", list(&devices)), ("Read me", list(&INSTRUCTIONS)), ("Empty", String::new())],
            [("Read me", list(&INSTRUCTIONS)), ("Empty", String::new()), ("Devices", list(&devices))],
        ] {
            let sheets: Vec<(&str, &str)> =
                sheets.iter().map(|(name, rows)| (*name, rows.as_str())).collect();
            let (workbook, lines) = lines(xlsx(&sheets)).unwrap();
            assert_eq!(workbook.sheet, "Devices");
            assert_eq!(lines, devices.join("\n") + "\n");
        }
        let tables = [table("Read me", "shown", &INSTRUCTIONS), table("Devices", "shown", &devices)].concat();
        let (workbook, lines) = lines(ods(&tables)).unwrap();
        assert_eq!((workbook.sheet.as_str(), lines), ("Devices", devices.join("\n") + "\n"));
    }
}

#[test]
fn several_sheets_with_identifiers_raise_a_question_and_the_fullest_is_first() {
    let (few, many) = (list(&IMEIS[..2]), list(&SERIALS));
    let book = || xlsx(&[("Phones", &few), ("Read me", &list(&INSTRUCTIONS)), ("Tablets", &many)]);
    insta::assert_snapshot!(
        lines(book()).unwrap_err(),
        @"The selected workbook has devices on several sheets: “Tablets”, “Phones”. Keep the devices on one sheet and delete the others, or save that sheet as CSV."
    );
    let tables = [table("Phones", "shown", &IMEIS[..2]), table("Tablets", "shown", &SERIALS)].concat();
    assert!(lines(ods(&tables)).unwrap_err().contains("several sheets: “Tablets”, “Phones”"));
}

#[test]
fn several_sheets_with_other_data_raise_a_question() {
    let rows = list(&["A12", "B13"]);
    let sentence = lines(xlsx(&[("One", &rows), ("Two", &rows)])).unwrap_err();
    assert!(sentence.contains("several sheets: “One”, “Two”"), "{sentence}");
    assert_eq!(lines(xlsx(&[("One", &rows), ("Two", "")])).unwrap().0.sheet, "One");
    assert_eq!(lines(xlsx(&[("One", "")])).unwrap().1, "");
}

#[test]
fn only_the_chosen_sheet_is_read() {
    let (phones, tablets) = (list(&IMEIS), list(&SERIALS[..2]));
    let decided = |sheet: &str| Decisions { sheet: Some(sheet.to_owned()), ..Decisions::default() };
    let read = |sheet: &str| lines_with(xlsx(&[("Phones", &phones), ("Tablets", &tablets)]), &decided(sheet));
    assert_eq!(read("Tablets").unwrap().1, "Serial number\nR58N12ABCDE\n");
    assert_eq!(read("Phones").unwrap().0.sheet, "Phones");
    assert!(read("Elsewhere").unwrap_err().contains("no sheet “Elsewhere”"));
    let tables = [table("Phones", "shown", &IMEIS), table("Tablets", "shown", &SERIALS[..2])].concat();
    assert_eq!(lines_with(ods(&tables), &decided("Tablets")).unwrap().0.sheet, "Tablets");
    let tables = [table("Phones", "shown", &IMEIS), table("Empty", "shown", &[])].concat();
    let (workbook, lines) = lines_with(ods(&tables), &decided("Empty")).unwrap();
    assert_eq!((workbook.sheet.as_str(), lines.as_str()), ("Empty", ""));
}

#[test]
fn a_hidden_sheet_with_identifiers_needs_a_decision() {
    let tables = [table("Lists", "hidden", &IMEIS), table("Devices", "shown", &SERIALS)].concat();
    assert!(lines(ods(&tables)).unwrap_err().contains("“Devices”, “Lists”"));
    let only_hidden = [table("Lists", "hidden", &IMEIS), table("Notes", "shown", &[])].concat();
    assert!(lines(ods(&only_hidden)).unwrap_err().contains("“Lists”"));
    let decided = Decisions { sheet: Some("Lists".to_owned()), ..Decisions::default() };
    assert_eq!(lines_with(ods(&tables), &decided).unwrap().0.sheet, "Lists");
}

#[test]
fn a_hidden_sheet_without_identifiers_is_ignored() {
    let tables =
        [table("Lists", "hidden", &["Berlin", "Hamburg"]), table("Devices", "shown", &SERIALS)].concat();
    assert_eq!(lines(ods(&tables)).unwrap().0.sheet, "Devices");
}

#[test]
fn the_size_limit_applies_to_the_lines_from_all_sheets_together() {
    let row = r#"<table:table-row table:number-rows-repeated="9000000"><table:table-cell office:value-type="float" office:value="1"/></table:table-row>"#;
    let table = |name: &str| format!(r#"<table:table table:name="{name}">{row}</table:table>"#);
    let sentence = lines(ods(&[table("A"), table("B")].concat())).unwrap_err();
    assert!(sentence.contains("has more than 16,777,216 rows"), "{sentence}");
}
