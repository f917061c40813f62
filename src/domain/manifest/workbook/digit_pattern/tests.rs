use super::*;

#[test]
fn formats_add_zeros_and_group_digits() {
    for (code, number, text) in [
        ("000000000000000", "12345678901234", "012345678901234"),
        ("000000000000000", "490154203237518", "490154203237518"),
        ("00000", "123456", "123456"),
        ("00-000000-000000-0", "12345678901234", "01-234567-890123-4"),
        ("0 000 000", "1234567", "1 234 567"),
        ("0\\ 000\\ 000", "1234", "0 001 234"),
        ("##\\-####", "12345", "1-2345"),
        ("##\\-####", "12", "12"),
        ("000\"-\"000", "1", "000-001"),
        ("[Red]000000_ ;[Blue]0", "7", "000007"),
        ("[$-407]000000", "7", "000007"),
        ("0,000", "7", "0007"),
    ] {
        let shown = DigitPattern::of(code).and_then(|pattern| pattern.shown(number));
        assert_eq!(shown.as_deref(), Some(text), "{code}");
    }
}

#[test]
fn formats_that_add_nothing_or_something_else_show_the_full_value() {
    for code in [
        "0",
        "#",
        "#,##0",
        "#,##0_ ",
        "0.00",
        "000.0",
        "0%",
        "0.00E+00",
        "000,",
        "000,-",
        "\"Nr. \"000000",
        "000000\" pcs\"",
        "[>9]000",
        "[$€-407]000",
        "General",
        "@",
        "yyyy",
        "",
        "(000) 000",
    ] {
        assert_eq!(DigitPattern::of(code), None, "{code}");
    }
}

#[test]
fn only_whole_numbers_are_shown_with_zeros() {
    let pattern = DigitPattern::of("000000000000000").unwrap();
    for number in ["", "-1", "1.5", "3.56E+14"] {
        assert_eq!(pattern.shown(number), None, "{number}");
    }
}

#[test]
fn displayed_text_counts_if_it_only_adds_zeros_or_groups_digits() {
    for (text, number, shown) in [
        ("012345678901234", "12345678901234", Some("012345678901234")),
        ("01-234567", "1234567", Some("01-234567")),
        ("1 234 567", "1234567", Some("1 234 567")),
        ("1,234,567", "1234567", Some("1234567")),
        ("1\u{202F}234", "1234", Some("1234")),
        ("4.9E+14", "490154203237518", None),
        ("490154203237518", "490154203237518", None),
        ("1234.00", "1234", None),
        ("1,2", "1234", None),
        ("EUR 1234", "1234", None),
        ("######", "1234", None),
    ] {
        assert_eq!(displayed(text, number).as_deref(), shown, "{text}");
    }
}
