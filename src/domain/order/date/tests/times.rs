use super::*;

#[test]
fn a_time_can_follow_any_form_of_date() {
    for date in [
        "2026-11-20",
        "2026/11/20",
        "20261120",
        "20.11.2026",
        "20/11/26",
        "20-Nov-26",
        "Nov 20, 2026",
        "2026年11月20日",
    ] {
        for time in [
            " 00:00",
            " 0:00",
            "T00:00:00",
            " 00:00:00",
            " 12:30:00 AM",
            " 12:30 p.m.",
            " 12:30:00\u{202F}PM",
            " 9:05 a. m.",
            "T10:15:30Z",
            "T10:15:30.123456Z",
            "T10:15:30+02:00",
            "T10:15-0500",
            " 10:15:30,250",
            " 10:15:30 CET",
            " 10:15 GMT+1",
            ", 10:15",
            " 14:30 Uhr",
            " um 14:30 Uhr",
            " at 2:30 PM",
            " kl. 14.30",
            " klo 14.30",
            " 14.30",
            " 14.30.15",
            " 14h30",
            "  24:00",
            " 上午 10:15",
            " 오전 10:15:00",
        ] {
            assert_eq!(read_alone(&format!("{date}{time}")), "2026-11-20", "{date}{time}");
        }
    }
    assert_eq!(read_alone("20261120T101530Z"), "2026-11-20");
    assert_eq!(read_alone("2026-11-20T1015"), "2026-11-20");
}

#[test]
fn a_time_does_not_decide_the_order() {
    assert_eq!(read_alone("03/04/2026 12:00:00 AM"), "This date could be 3 April 2026 or 4 March 2026.");
    assert_eq!(read("03/04/2026 12:00:00 AM", &dates(&[DateOrder::Mdy])), "2026-03-04");
}

#[test]
fn text_that_is_not_a_time_is_not_ignored() {
    for rest in [
        " 25:00",
        " 10:60",
        " 10:15 or later",
        " 10",
        " x",
        ":10:15",
        " 110:15",
        "T",
        " 10:15:30 20.11.2026",
        " 1:5",
    ] {
        assert_eq!(read_alone(&format!("2026-11-20{rest}")), NO_DATE, "{rest}");
    }
    for cell in ["10:15", "10:15:30", " T10:15", "14.30"] {
        assert_eq!(read_alone(cell), NO_DATE, "{cell}");
    }
}
