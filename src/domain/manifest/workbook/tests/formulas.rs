use super::*;

fn read(rows: &str) -> Result<Vec<(u32, String)>, String> {
    devices(xlsx(&[("A", rows)]), &Decisions::default())
}

fn failed(line: u32) -> (u32, String) {
    (line, "FormulaNotCalculated".to_owned())
}

#[test]
fn the_stored_value_of_a_formula_is_read() {
    let rows = format!(
        r#"<row r="1">{}</row><row r="2"><c><f>B2</f><v>490154203237518</v></c></row><row r="3"><c t="str"><f>B3</f><v>358422070035211</v></c></row>"#,
        text("IMEI")
    );
    let found = read(&rows).unwrap();
    assert_eq!(found, [(2, "490154203237518".to_owned()), (3, "358422070035211".to_owned())]);
}

#[test]
fn a_row_whose_identifier_is_not_calculated_fails() {
    for formula in [r#"<c><f>B3</f></c>"#, r#"<c><f>B3</f><v></v></c>"#, r#"<c t="str"><f>B3</f></c>"#] {
        let rows = format!(
            r#"<row r="1">{}</row><row r="2"><c><v>490154203237518</v></c></row><row r="3">{formula}</row><row r="4">{formula}</row>"#,
            text("IMEI")
        );
        let found = read(&rows).unwrap();
        assert_eq!(found, [(2, "490154203237518".to_owned()), failed(3), failed(4)], "{formula}");
    }
}

#[test]
fn a_list_of_formulas_without_values_fails_row_by_row() {
    let rows = format!(
        r#"<row r="1">{}</row><row r="2"><c><f>1</f></c></row><row r="3"><c><f>1</f></c></row>"#,
        text("IMEI")
    );
    assert_eq!(read(&rows).unwrap(), [failed(2), failed(3)]);
}

#[test]
fn an_empty_string_can_be_the_value_of_a_formula() {
    let rows = format!(
        r#"<row r="1">{0}{1}</row><row r="2"><c><v>490154203237518</v></c><c t="str"><f>IF(1,"")</f><v></v></c></row>"#,
        text("IMEI"),
        text("IMEI 2")
    );
    assert_eq!(read(&rows).unwrap(), [(2, "490154203237518".to_owned())]);
}

#[test]
fn formulas_in_columns_that_are_not_used_do_not_matter() {
    let rows = format!(
        r#"<row r="1">{0}{1}</row><row r="2"><c><v>490154203237518</v></c><c><f>A2</f></c></row><row r="4">{2}<c><f>COUNT(A:A)</f></c></row>"#,
        text("IMEI"),
        text("Colour"),
        text("Total")
    );
    assert_eq!(read(&rows).unwrap(), [(2, "490154203237518".to_owned())]);
}

#[test]
fn opendocument_formulas_without_a_value_fail() {
    let cell = |attributes: &str, text: &str| {
        format!(
            r#"<table:table-row><table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell></table:table-row>"#
        )
    };
    let formula = r#"table:formula="of:=[.B1]""#;
    let tables = [
        r#"<table:table table:name="A">"#,
        &cell(r#"office:value-type="string""#, "IMEI"),
        &cell(&format!(r#"{formula} office:value-type="float" office:value="490154203237518""#), "4.9E+14"),
        &cell(formula, ""),
        &cell(r#"office:value-type="string""#, "358422070035211"),
        "</table:table>",
    ];
    let found = devices(ods(&tables.concat()), &Decisions::default()).unwrap();
    assert_eq!(found, [(2, "490154203237518".to_owned()), failed(3), (4, "358422070035211".to_owned())]);
}
