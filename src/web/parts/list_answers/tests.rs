use super::*;
use crate::domain::manifest::Column;

fn read_fields(fields: &[(&str, &str)]) -> Result<Decisions, String> {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    read(&Params::of_fields(fields.collect()), Decisions::default(), ListPurpose::OneCustomer)
}

#[test]
fn unchanged_columns_that_are_used_count_as_chosen() {
    let fields =
        [("columns", "imei"), ("was_columns", "imei"), ("columns", "ignore"), ("was_columns", "ignore")];
    let decisions = read_fields(&fields).unwrap();
    assert_eq!(decisions.columns, [(0, ColumnChoice::Column(Column::Imei1))]);
}

#[test]
fn a_changed_column_takes_precedence_over_an_answer() {
    let fields = [
        ("columns", "imei"),
        ("was_columns", "imei"),
        ("columns", "serial"),
        ("was_columns", "imei2?"),
        ("answer-0", "1=imei2"),
    ];
    let decisions = read_fields(&fields).unwrap();
    assert_eq!(decisions.column(1), Some(ColumnChoice::Column(Column::Serial)));
}

#[test]
fn an_undecided_column_needs_an_answer() {
    let fields = [("columns", "serial"), ("was_columns", "serial?")];
    assert_eq!(read_fields(&fields).unwrap().column(0), None);
    let answered = [&fields[..], &[("answer-0", "0=ignore")]].concat();
    assert_eq!(read_fields(&answered).unwrap().column(0), Some(ColumnChoice::Ignore));
}

#[test]
fn what_rows_hold_is_decided_together_with_all_identifiers() {
    let shown = [
        ("columns", "imei"),
        ("was_columns", "imei?"),
        ("columns", "serial"),
        ("was_columns", "serial"),
        ("answer-0", "row_holds=one_device"),
    ];
    assert_eq!(read_fields(&shown).unwrap().columns, []);
    let answered = read_fields(&[&shown[..], &[("answer-1", "2=ignore")]].concat()).unwrap();
    assert_eq!(answered.columns.iter().filter(|(_, choice)| choice.is_identifier()).count(), 2);
}

#[test]
fn changing_the_separator_drops_the_column_choices() {
    let fields = [
        ("separator", "semicolons"),
        ("was_separator", "commas"),
        ("columns", "imei"),
        ("was_columns", "imei"),
    ];
    let decisions = read_fields(&fields).unwrap();
    assert_eq!((decisions.separator, decisions.columns), (Some(Separator::Semicolon), Vec::new()));
}

#[test]
fn unreadable_choices_are_rejected_with_a_message() {
    for fields in [
        &[("columns", "imei")][..],
        &[("columns", "colour"), ("was_columns", "imei")],
        &[("columns", "customer"), ("was_columns", "imei")],
        &[("header_line", "first"), ("was_header_line", "1")],
        &[("answer-0", "99=imei")],
        &[("answer-3", "yes")],
        &[("columns", "meid"), ("was_columns", "meid"), ("columns", "meid"), ("was_columns", "ignore")],
        &[("row_holds", "three")],
    ] {
        assert!(read_fields(fields).is_err(), "{fields:?}");
    }
}
