use super::super::calendar::Calendar;
use super::*;
use crate::domain::word::tests::assert_words;

#[test]
fn stored_words_do_not_change() {
    assert_words::<DateOrder>(&["dmy", "mdy", "ymd", "ydm"]);
}

#[test]
fn older_layouts_are_still_read() {
    let stored = |json: &str| serde_json::from_str::<FileDates>(json).unwrap();
    assert_eq!(stored("\"year_month_day\""), dates(&[DateOrder::Ymd]));
    assert_eq!(stored("\"year_day_month\""), dates(&[DateOrder::Ydm]));
    assert_eq!(stored("{}"), FileDates::default());
}

#[test]
fn stored_dates_are_read_unchanged() {
    let mut all = dates(&[DateOrder::Ydm, DateOrder::Mdy]);
    all.set_calendar(Calendar::From1904);
    for dates in [FileDates::default(), FileDates::year_month_day(), all] {
        let json = serde_json::to_string(&dates).unwrap();
        assert_eq!(serde_json::from_str::<FileDates>(&json).unwrap(), dates, "{json}");
    }
    let json = serde_json::to_string(&all).unwrap();
    assert_eq!(json, r#"{"eight_digits":"ydm","day_and_month":"mdy","calendar":"from1904"}"#);
}
