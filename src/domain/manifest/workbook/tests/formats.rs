use super::*;
use crate::domain::manifest::bulk;
use crate::domain::order::{Calendar, DateBounds};

#[test]
fn numbers_have_the_zeros_and_groups_that_their_format_adds() {
    for (style, value, shown) in [
        (2, "10158100000012", "010158100000012"),
        (2, "490154203237518", "490154203237518"),
        (2, "356000000000000", "3.56E+14"),
        (2, "-5", "-5"),
        (3, "490154203237518", "49-015420-323751-8"),
        (4, "490154203237518", "490154203237518"),
        (5, "490154203237518", "490154203237518"),
    ] {
        let rows = format!(r#"<row r="1"><c r="A1" s="{style}"><v>{value}</v></c></row>"#);
        assert_eq!(lines(xlsx(&[("A", &rows)])).unwrap().1, format!("{shown}\n"), "{style} {value}");
    }
}

#[test]
fn opendocument_numbers_keep_the_zeros_and_groups_in_their_text() {
    for (value, text, shown) in [
        ("10158100000012", "010158100000012", "010158100000012"),
        ("490154203237518", "490 154 203 237 518", "490 154 203 237 518"),
        ("490154203237518", "490.154.203.237.518", "490154203237518"),
        ("490154203237518", "4,90E+14", "490154203237518"),
        ("490154203237518", "490154203237518,00", "490154203237518"),
        ("356000000000000", "356000000000000", "3.56E+14"),
    ] {
        let tables = format!(
            r#"<table:table table:name="A"><table:table-row><table:table-cell office:value-type="float" office:value="{value}"><text:p>{text}</text:p></table:table-cell></table:table-row></table:table>"#
        );
        assert_eq!(lines(ods(&tables)).unwrap().1, format!("{shown}\n"), "{text}");
    }
}

#[test]
fn the_calendar_of_a_workbook_is_recognized() {
    let first = r#"<table:table table:name="A"/>"#;
    assert_eq!(lines(ods(first)).unwrap().0.calendar, Some(Calendar::From1900));
    let null_date = r#"<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>"#;
    let later = lines(ods(&[null_date, first].concat())).unwrap().0;
    assert_eq!(later.calendar, Some(Calendar::From1904));
}

#[test]
fn day_numbers_are_dates_in_the_workbooks_calendar() {
    let cells = |cells: [&str; 3]| cells.map(text).concat();
    let rows = format!(
        r#"<row r="1">{}</row><row r="2">{}<c><v>44884</v></c></row>"#,
        cells(["Customer ID", "IMEI", "Order date"]),
        [text("7000000001"), text("490154203237518")].concat()
    );
    for (calendar, date) in [(Calendar::From1900, "2022-11-19"), (Calendar::From1904, "2026-11-20")] {
        let (mut workbook, lines) = lines(xlsx(&[("A", &rows)])).unwrap();
        workbook.calendar = Some(calendar);
        let decisions = Decisions::default();
        let purpose = ListPurpose::BulkUpload;
        let request = SurveyRequest { purpose, decisions: &decisions, context: &NoContext, is_pasted: false };
        let mut source = std::io::Cursor::new(lines.as_bytes());
        let layout = survey_sheet(&mut source, &Limits::default(), &request, workbook).unwrap().layout;
        let mut rows = Rows::new(source, &layout).unwrap();
        let today = "2026-12-01".parse().unwrap();
        let order = bulk::destination(&layout, rows.next_row().unwrap().unwrap(), &DateBounds::to(today));
        assert_eq!(order.unwrap().order.unwrap().date.unwrap().to_string(), date);
    }
}

#[test]
fn identifiers_on_two_lines_in_a_cell_count_as_several() {
    let cell = text("358422070035211&#10;358422070035229");
    let rows = format!(
        r#"<row r="1">{}</row><row r="2">{cell}</row><row r="3">{}</row><row r="4">{}</row>"#,
        text("IMEI"),
        text("490154203237518"),
        text("490154203237518&#10;")
    );
    assert_eq!(
        devices(xlsx(&[("A", &rows)]), &Decisions::default()).unwrap(),
        [(2, "IdSeveral".to_owned()), (3, "490154203237518".to_owned()), (4, "490154203237518".to_owned())]
    );
}
