use super::*;
use crate::domain::manifest::devices;
use crate::domain::manifest::{
    Column, ColumnChoice, Decisions, NoContext, RowHolds, SurveyRequest, survey_list,
};

const A: &str = "358422070000413";
const B: &str = "358422070000421";
const C: &str = "358422070000439";
const D: &str = "358422070000447";
const E: &str = "358422070000454";

/// Returns the number of devices, and line and identifiers of each, or what is open.
fn read(list: &str, decisions: &Decisions) -> Result<(u64, Vec<(u32, String)>), String> {
    let request =
        SurveyRequest { purpose: ListPurpose::OneCustomer, decisions, context: &NoContext, is_pasted: false };
    let Survey { layout, rows: count } = survey_list(&mut Cursor::new(list), &Limits::default(), &request)
        .map_err(|error| match error {
            ManifestError::Rejected(rejection) => rejection.sentence(),
            error => error.to_string(),
        })?;
    let mut rows = Rows::new(Cursor::new(list), &layout).unwrap();
    let mut all = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        for ids in devices::read(&layout, row).identifiers() {
            all.push((
                row.line,
                ids.map_or_else(|error| error.reason.code().to_owned(), |ids| ids.join("+")),
            ));
        }
    }
    Ok((count, all))
}

fn undecided() -> Decisions {
    Decisions::default()
}

fn holding(row_holds: RowHolds) -> Decisions {
    Decisions { row_holds: Some(row_holds), ..Decisions::default() }
}

fn expect_rows(list: &str, decisions: &Decisions, expected: &[(u32, &str)]) {
    let (count, rows) = read(list, decisions).unwrap();
    let rows: Vec<(u32, &str)> = rows.iter().map(|(line, ids)| (*line, ids.as_str())).collect();
    assert_eq!(rows, expected, "{list}");
    assert_eq!(count, expected.len() as u64, "{list}");
}

#[test]
fn three_imeis_in_a_row_are_three_devices() {
    for header in ["IMEI 1,IMEI 2,IMEI 3", "IMEI,IMEI,IMEI", "IMEI 4,IMEI 5,IMEI 12"] {
        let list = format!("{header}\n{A},{B},{C}\n{D},,\n");
        expect_rows(&list, &undecided(), &[(2, A), (2, B), (2, C), (3, D)]);
    }
    expect_rows(&format!("{A};{B};{C}\n"), &undecided(), &[(1, A), (1, B), (1, C)]);
}

#[test]
fn an_imei_that_stands_twice_in_a_row_is_one_device() {
    let list = format!("IMEI 1;IMEI 2;IMEI 3\n{A};{B};{C}\n{D};{E};{D}\n");
    expect_rows(&list, &undecided(), &[(2, A), (2, B), (2, C), (3, D), (3, E)]);
}

#[test]
fn two_imeis_in_a_row_are_what_the_decision_says() {
    let list = format!("IMEI;IMEI\n{A};{B}\n{C};\n");
    assert!(read(&list, &undecided()).is_err());
    let (one, several) = (holding(RowHolds::OneDevice), holding(RowHolds::Devices));
    expect_rows(&list, &one, &[(2, &format!("{A}+{B}")), (3, C)]);
    expect_rows(&list, &several, &[(2, A), (2, B), (3, C)]);
    let list = format!("{A};{B}\n{C};{D}\n");
    assert!(read(&list, &undecided()).is_err());
    expect_rows(&list, &several, &[(1, A), (1, B), (2, C), (2, D)]);
}

#[test]
fn the_serial_number_of_a_row_with_several_devices_is_not_used() {
    let list = format!("IMEI;IMEI;Serial number\n{A};{B};R58N12ABCDE\n");
    expect_rows(&list, &holding(RowHolds::Devices), &[(2, A), (2, B)]);
    expect_rows(&list, &holding(RowHolds::OneDevice), &[(2, &format!("{A}+{B}+R58N12ABCDE"))]);
    let three = format!("IMEI 1;IMEI 2;IMEI 3;Serial number\n{A};{B};{C};R58N12ABCDE\n");
    assert!(read(&three, &undecided()).is_err(), "nothing says whose serial number it is");
}

#[test]
fn each_identifier_in_a_cell_is_a_device_by_decision() {
    let list = format!("IMEI\n\"{A}\n{B}\"\n{C}\n");
    expect_rows(&list, &undecided(), &[(2, "DEVICE_ID_INVALID"), (4, C)]);
    expect_rows(&list, &holding(RowHolds::Devices), &[(2, A), (2, B), (4, C)]);
}

#[test]
fn two_columns_chosen_as_imei_leave_a_question() {
    let list = format!("{A};{B}\n");
    let imei = ColumnChoice::Column(Column::Imei1);
    let mut decisions = Decisions { columns: vec![(0, imei), (1, imei)], ..Decisions::default() };
    assert!(read(&list, &decisions).is_err());
    decisions.row_holds = Some(RowHolds::Devices);
    expect_rows(&list, &decisions, &[(1, A), (1, B)]);
    decisions.row_holds = Some(RowHolds::OneDevice);
    expect_rows(&list, &decisions, &[(1, &format!("{A}+{B}"))]);
}

#[test]
fn a_row_may_not_have_more_devices_than_can_be_counted() {
    let cell: Vec<String> = (0..300).map(|number| format!("R58N{number:07}")).collect();
    let list = format!("Serial number\n\"{}\"\n{A}\n", cell.join("\n"));
    expect_rows(&list, &holding(RowHolds::Devices), &[(2, "ROW_MALFORMED"), (302, A)]);
}

#[test]
fn lines_of_words_do_not_count_as_devices() {
    let list = format!("List;of devices\n{A};{B}\n{C};{D}\nTotal;devices\n");
    expect_rows(&list, &holding(RowHolds::Devices), &[(2, A), (2, B), (3, C), (3, D)]);
}

#[test]
fn the_description_says_how_many_devices_a_line_holds() {
    let list = format!("IMEI 1;IMEI 2;IMEI 3\n{A};{B};{C}\n");
    assert!(surveyed(list.as_bytes()).layout.describe().contains("each line holds up to 3 devices"));
}

#[test]
fn labelled_lines_below_the_first_imei_belong_to_its_device() {
    let list = format!("IMEI 1: {A}\nIMEI 2: {B}\nS/N: R58N12ABCDE\n\nIMEI 1: {C}\nIMEI 2: {D}\n{E}\n");
    let devices = [(1, format!("{A}+{B}+R58N12ABCDE")), (5, format!("{C}+{D}")), (7, E.to_owned())];
    let expected: Vec<(u32, &str)> = devices.iter().map(|(line, ids)| (*line, ids.as_str())).collect();
    expect_rows(&list, &undecided(), &expected);
    let skipped = surveyed(list.as_bytes()).layout.skipped;
    let lines: Vec<(u32, &str)> = skipped.first.iter().map(|line| (line.line, line.text.as_str())).collect();
    let texts = [
        format!("Belongs to line 1: IMEI 2: {B}"),
        "Belongs to line 1: S/N: R58N12ABCDE".to_owned(),
        format!("Belongs to line 5: IMEI 2: {D}"),
    ];
    assert_eq!(lines, [(2, texts[0].as_str()), (3, texts[1].as_str()), (6, texts[2].as_str())]);
}

#[test]
fn labels_may_stand_in_the_cell_before() {
    let list = format!("IMEI 1;{A}\nIMEI 2;{B}\nIMEI 1;{C}\nIMEI 2;{D}\n");
    expect_rows(&list, &undecided(), &[(1, &format!("{A}+{B}")), (3, &format!("{C}+{D}"))]);
}

#[test]
fn lines_of_other_devices_are_not_joined() {
    let list = format!("IMEI: {A}\nIMEI: {B}\nS/N: R58N12ABCDE\n");
    expect_rows(&list, &undecided(), &[(1, A), (2, B), (3, "R58N12ABCDE")]);
    let list = format!("IMEI 1: {A}\nIMEI 2: {B}\nIMEI 2: {C}\n");
    expect_rows(&list, &undecided(), &[(1, &format!("{A}+{B}")), (3, C)]);
}

#[test]
fn a_damaged_identifier_on_a_further_line_fails_the_device() {
    let list = format!("IMEI 1: {A}\nIMEI 2: 358422070000422\nIMEI 1: {C}\nIMEI 2: {D}\n");
    expect_rows(&list, &undecided(), &[(1, "DEVICE_IMEI_INVALID"), (3, &format!("{C}+{D}"))]);
}
