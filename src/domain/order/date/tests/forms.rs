use super::super::calendar::Calendar;
use super::*;

#[test]
fn forms_with_one_order_need_no_decision() {
    for cell in [
        "2026-11-20",
        " 2026-11-20 ",
        "2026/11/20",
        "2026.11.20",
        "2026. 11. 20.",
        "20261120",
        "20262011",
        "20.11.2026",
        "20. 11. 2026",
        "20.11.2026.",
        "20.11.26",
        "20/11/2026",
        "20/11/26",
        "20-11-2026",
        "11/20/2026",
        "11-20-2026",
        "20-Nov-2026",
        "20-Nov-26",
        "20 Nov 2026",
        "20NOV2026",
        "Nov 20, 2026",
        "November 20th, 2026",
        "Nov-20-26",
        "2026-Nov-20",
        "20.Nov.2026",
        "Fri, 20 Nov 2026",
        "Friday, November 20, 2026",
        "2026年11月20日",
        "２０２６年１１月２０日",
        "2026 年 11 月 20 日",
        "2026年11月20日 星期五",
        "2026年11月20日(金)",
        "2026년 11월 20일",
        "2026년11월20일 금요일",
        "20-11月-26",
        "20-11月-2026",
        "20 十一月 2026",
        "２０２６／１１／２０",
        "\u{200E}20.\u{200E}11.\u{200E}2026",
        "20‑11‑2026",
    ] {
        assert_eq!(read_alone(cell), "2026-11-20", "{cell}");
    }
}

#[test]
fn single_digits_are_accepted_with_separators() {
    for cell in ["2026-3-4", "4.3.2026", "2026年3月4日", "2026/3/4", "4 March 26", "04. 3. 2026"] {
        assert_eq!(read_alone(cell), "2026-03-04", "{cell}");
    }
}

#[test]
fn ambiguous_dates_are_read_in_the_order_of_the_file() {
    for (cell, order, date) in [
        ("03/04/2026", DateOrder::Dmy, "2026-04-03"),
        ("03/04/2026", DateOrder::Mdy, "2026-03-04"),
        ("3/4/26", DateOrder::Mdy, "2026-03-04"),
        ("03-04-2026", DateOrder::Dmy, "2026-04-03"),
        ("20260304", DateOrder::Ymd, "2026-03-04"),
        ("20260304", DateOrder::Ydm, "2026-04-03"),
        ("11/20/2026", DateOrder::Dmy, NO_DATE),
        ("20261120", DateOrder::Ydm, NO_DATE),
    ] {
        assert_eq!(read(cell, &dates(&[order])), date, "{cell} {order:?}");
    }
}

#[test]
fn dates_fail_without_an_order_only_where_it_matters() {
    assert_eq!(read_alone("03/04/2026"), "This date could be 3 April 2026 or 4 March 2026.");
    assert_eq!(read_alone("20260304"), "This date could be 4 March 2026 or 3 April 2026.");
    assert_eq!(read_alone("04/04/2026"), "2026-04-04");
    assert_eq!(read_alone("20261111"), "2026-11-11");
    let eight_digits = dates(&[DateOrder::Ymd]);
    assert_eq!(
        read("03/04/2026", &eight_digits),
        read_alone("03/04/2026"),
        "one order doesn't decide the other"
    );
}

#[test]
fn other_text_is_not_a_date() {
    for cell in [
        "2026-02-29",
        "2026-20-11",
        "2026/20/11",
        "20261345",
        "+026-03-04",
        "2026-03-04-1",
        "31.11.2026",
        "11.20.2026",
        "26年11月20日",
        "2026年11月",
        "20 26 Nov",
        "Nov 2026",
        "Nov-26",
        "20 Nov",
        "before 20 Nov 2026",
        "20 Nov Dec 2026",
        "soon",
        "20/11-2026",
        "20 11 2026",
        "2026",
        "20.11",
        "1.2.3.4",
        "20.11.202",
        "120.11.2026",
        "2026-11-20x",
        "×",
    ] {
        assert_eq!(read_alone(cell), NO_DATE, "{cell}");
    }
}

#[test]
fn placeholders_and_zeros_count_as_no_date() {
    for cell in
        ["", " ", "-", "n/a", "0000-00-00", "00.00.0000", "00000000", "0", "00/00/00", "0000-00-00 00:00:00"]
    {
        assert_eq!(read_alone(cell), "none", "{cell}");
    }
}

#[test]
fn day_numbers_are_dates_only_in_workbooks() {
    let in_workbook = |calendar| {
        let mut dates = FileDates::default();
        dates.set_calendar(calendar);
        dates
    };
    for (cell, calendar, date) in [
        ("46346", Calendar::From1900, "2026-11-20"),
        ("46346.75", Calendar::From1900, "2026-11-20"),
        ("44884", Calendar::From1904, "2026-11-20"),
        ("36526", Calendar::From1900, "2000-01-01"),
        ("1", Calendar::From1900, "1900-01-01 is before 2000-01-01."),
        ("59", Calendar::From1900, "1900-02-28 is before 2000-01-01."),
        ("61", Calendar::From1900, "1900-03-01 is before 2000-01-01."),
        ("60", Calendar::From1900, NO_DATE),
        ("73051", Calendar::From1900, "2100-01-01 is in the future."),
    ] {
        assert_eq!(read(cell, &in_workbook(calendar)), date, "{cell} {calendar:?}");
        assert_eq!(read_alone(cell), NO_DATE, "{cell}");
    }
}

#[test]
fn dates_are_valid_from_2000_to_the_last_day() {
    for (cell, result) in [
        ("2000-01-01", "2000-01-01"),
        ("30.11.2026", "2026-11-30"),
        ("2026-12-01", "2026-12-01 is in the future."),
        ("31.12.1999", "1999-12-31 is before 2000-01-01."),
    ] {
        assert_eq!(read_alone(cell), result, "{cell}");
    }
}

#[test]
fn a_file_can_have_dates_up_to_the_day_after_its_acceptance() {
    let accepted_at = chrono::DateTime::from_timestamp(1_763_596_799, 0).unwrap();
    assert_eq!(DateBounds::of_acceptance(accepted_at).last.to_string(), "2025-11-20");
}
