use super::*;

const A: &str = "490154203237518";
const B: &str = "358422070035211";
const C: &str = "358422070035229";

fn decided(include_hidden: bool) -> Decisions {
    Decisions { include_hidden: Some(include_hidden), ..Decisions::default() }
}

fn found(lines: &[(u32, &str)]) -> Vec<(u32, String)> {
    lines.iter().map(|(line, id)| (*line, (*id).to_owned())).collect()
}

/// Returns an XLSX whose third row is hidden.
fn with_hidden_row() -> File {
    let row = |number: u32, hidden: &str, value: &str| {
        format!(r#"<row r="{number}" {hidden}>{}</row>"#, text(value))
    };
    let rows = [row(1, "", "IMEI"), row(2, "", A), row(3, r#"hidden="1""#, B), row(4, "", C)].concat();
    xlsx(&[("A", &rows)])
}

/// Returns an ODS with the same rows, one of which is hidden by a filter.
fn with_filtered_row() -> File {
    let row = |hidden: &str, value: &str| {
        format!(
            r#"<table:table-row {hidden}><table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell></table:table-row>"#
        )
    };
    let rows = [row("", "IMEI"), row("", A), row(r#"table:visibility="filter""#, B), row("", C)].concat();
    ods(&format!(r#"<table:table table:name="A">{rows}</table:table>"#))
}

#[test]
fn hidden_rows_with_identifiers_raise_a_question() {
    for book in [with_hidden_row, with_filtered_row] {
        let sentence = devices(book(), &Decisions::default()).unwrap_err();
        assert!(sentence.starts_with("A hidden row of the sheet has an identifier."), "{sentence}");
        assert_eq!(devices(book(), &decided(true)).unwrap(), found(&[(2, A), (3, B), (4, C)]));
        assert_eq!(devices(book(), &decided(false)).unwrap(), found(&[(2, A), (4, C)]));
    }
}

#[test]
fn customers_in_hidden_rows_that_are_left_out_do_not_matter() {
    let row = |number: u32, hidden: &str, cells: [&str; 2]| {
        format!(r#"<row r="{number}" {hidden}>{}</row>"#, cells.map(text).concat())
    };
    let rows = [
        row(1, "", ["Kunde", "IMEI"]),
        row(2, "", ["Miller", A]),
        row(3, r#"hidden="1""#, ["Smith", B]),
        row(4, "", ["Miller", C]),
    ];
    let book = || xlsx(&[("A", &rows.concat())]);
    assert!(devices(book(), &decided(true)).unwrap_err().contains("“Kunde” names customers other than"));
    assert_eq!(devices(book(), &decided(false)).unwrap(), found(&[(2, A), (4, C)]));
}

#[test]
fn hidden_rows_are_left_out_however_many_there_are() {
    let count = 2 * limits::MAX_RANGES as u32 + 4;
    let rows: String = (1..=count)
        .map(|row| {
            let (hidden, value) = if row % 2 == 0 { (r#"hidden="1""#, B) } else { ("", A) };
            format!(r#"<row r="{row}" {hidden}><c><v>{value}</v></c></row>"#)
        })
        .collect();
    let read = devices(xlsx(&[("A", &rows)]), &decided(false)).unwrap();
    assert_eq!(read.len() as u32, count / 2);
    assert!(read.iter().all(|(line, id)| line % 2 == 1 && id == A));
}

/// Returns an XLSX with three columns, starting at column B. The second and third columns contain identifiers.
fn with_columns(names: [&str; 3], hidden: &str) -> File {
    let values = [names, ["1", A, B], ["2", C, "358422070035237"]];
    let rows: String = (1..)
        .zip(values)
        .map(|(number, [first, second, third])| {
            let cell = |column: &str, value: &str| {
                format!(r#"<c r="{column}{number}" t="inlineStr"><is><t>{value}</t></is></c>"#)
            };
            format!(
                r#"<row r="{number}">{}{}{}</row>"#,
                cell("B", first),
                cell("C", second),
                cell("D", third)
            )
        })
        .collect();
    xlsx(&[("A", &format!("</sheetData><cols>{hidden}</cols><sheetData>{rows}"))])
}

#[test]
fn hidden_columns_are_counted_from_the_first_column_of_the_lines() {
    let hidden = r#"<col min="1" max="2" hidden="1"/><col min="4" max="4" hidden="1"/>"#;
    let workbook = lines(with_columns(["No.", "IMEI", "Colour"], hidden)).unwrap().0;
    assert_eq!(workbook.hidden_columns, [(0, 0), (2, 2)]);
    assert_eq!([0, 1, 2, 3].map(|index| workbook.is_hidden_column(index)), [true, false, true, false]);
}

#[test]
fn a_hidden_column_of_identifiers_raises_a_question() {
    let hidden = r#"<col min="4" max="4" hidden="1"/>"#;
    for (names, column) in [(["No.", "IMEI", "IMEI 2"], "IMEI 2"), (["No.", "IMEI", "Box"], "Box")] {
        let sentence = devices(with_columns(names, hidden), &Decisions::default()).unwrap_err();
        let expected = format!(
            "Column “{column}” is hidden, but it has identifiers. Show the column to use it, or delete it."
        );
        assert_eq!(sentence, expected);
    }
}

#[test]
fn a_hidden_column_that_is_left_out_is_not_used() {
    let hidden = r#"<col min="3" max="3" hidden="1"/>"#;
    let book = || with_columns(["No.", "IMEI", "IMEI 2"], hidden);
    assert_eq!(devices(book(), &decided(true)).unwrap(), found(&[(2, A), (3, C)]));
    assert_eq!(devices(book(), &decided(false)).unwrap(), found(&[(2, B), (3, "358422070035237")]));
}

#[test]
fn hidden_columns_without_identifiers_do_not_matter() {
    let hidden = r#"<col min="2" max="2" hidden="1"/>"#;
    let read = devices(with_columns(["No.", "IMEI", "IMEI 2"], hidden), &Decisions::default()).unwrap();
    assert_eq!(read, found(&[(2, A), (3, C)]));
}

#[test]
fn hidden_new_devices_beside_visible_old_ones_raise_one_question() {
    let hidden = r#"<col min="3" max="3" hidden="1"/>"#;
    let book = || with_columns(["No.", "IMEI", "Old"], hidden);
    let expected = "Rows name different devices in column “IMEI” and column “Old”, such as an old and a new one. \
        Remove the columns of the devices you don’t want to upload.";
    assert_eq!(devices(book(), &Decisions::default()).unwrap_err(), expected);
    assert_eq!(devices(book(), &decided(false)).unwrap_err(), expected);
}
