use chrono::Datelike;
use proptest::prelude::*;

use super::super::calendar::Calendar;
use super::super::survey::DateSurvey;
use super::*;

/// Generates parts of dates in any order.
fn near_date() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "20", "2026", "11", "1", "0", "99", "20261120", "-", "/", ".", " ", ",", ":", "T", "Z", "Nov",
        "march", "März", "年", "月", "日", "년", "월", "일", "AM", "+02:00", "14.30", "’", "(", "ß", "İ",
        "\u{301}", "\u{200E}", "１", "kl",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn any_dates() -> impl Strategy<Value = FileDates> {
    let eight_digits = prop::sample::select(vec![None, Some(DateOrder::Ymd), Some(DateOrder::Ydm)]);
    let day_and_month = prop::sample::select(vec![None, Some(DateOrder::Dmy), Some(DateOrder::Mdy)]);
    let calendar = prop::sample::select(vec![None, Some(Calendar::From1900), Some(Calendar::From1904)]);
    (eight_digits, day_and_month, calendar).prop_map(|(eight_digits, day_and_month, calendar)| {
        let orders: Vec<_> = [eight_digits, day_and_month].into_iter().flatten().collect();
        let mut dates = dates(&orders);
        calendar.into_iter().for_each(|calendar| dates.set_calendar(calendar));
        dates
    })
}

fn valid_date() -> impl Strategy<Value = NaiveDate> {
    (0..9_830u64).prop_map(|days| bounds().first + chrono::Days::new(days))
}

proptest! {
    #[test]
    fn reading_never_panics(cell in prop_oneof![near_date(), any::<String>()], dates in any_dates()) {
        let mut survey = DateSurvey::default();
        survey.add(&cell, 1);
        if let Ok(Some(date)) = read_date(&cell, &dates, &bounds()) {
            prop_assert!(date >= bounds().first && date <= bounds().last);
        }
    }

    #[test]
    fn forms_with_one_order_do_not_depend_on_the_file(date in valid_date(), dates in any_dates()) {
        for form in ["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%-d.%-m.%y", "%d-%b-%Y", "%B %-d, %Y", "%Y年%-m月%-d日", "%Y-%m-%dT%H:%M:%S"] {
            let cell = date.and_hms_opt(9, 30, 0).unwrap().format(form).to_string();
            prop_assert_eq!(read(&cell, &dates), date.to_string(), "{}", cell);
        }
    }

    #[test]
    fn dates_are_read_as_written_if_the_order_is_decided(
        all in prop::collection::vec(valid_date(), 1..20),
        (order, form) in prop::sample::select(vec![
            (DateOrder::Dmy, "%d/%m/%Y"), (DateOrder::Mdy, "%-m/%-d/%y"), (DateOrder::Ymd, "%Y%m%d"), (DateOrder::Ydm, "%Y%d%m"),
        ]),
    ) {
        let mut survey = DateSurvey::default();
        let cells: Vec<String> = all.iter().map(|date| date.format(form).to_string()).collect();
        cells.iter().for_each(|cell| survey.add(cell, 1));
        let decided = FileDates::of(&survey).unwrap();
        let is_decided = all.iter().any(|date| date.day() > 12);
        for (cell, date) in cells.iter().zip(&all) {
            if is_decided {
                prop_assert_eq!(read(cell, &decided), date.to_string());
            }
            prop_assert_eq!(read(cell, &dates(&[order])), date.to_string());
        }
    }
}
