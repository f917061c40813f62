use super::super::field::{OrderDateError, form_date};
use super::*;

#[test]
fn the_form_field_accepts_a_hyphenated_date_within_the_bounds() {
    let today = bounds();
    assert_eq!(form_date(" ", &today), Ok(None));
    assert_eq!(form_date("2026-11-30", &today), Ok(Some(today.last)));
    assert_eq!(form_date("2026-12-01", &today), Err(OrderDateError::Future));
    assert_eq!(form_date("1999-12-31", &today), Err(OrderDateError::TooEarly));
    for other in ["20261119", "2026-3-4", "04.03.2026", "2026-02-29", "2026-11-20T00:00", "n/a"] {
        assert_eq!(form_date(other, &today), Err(OrderDateError::NotADate), "{other}");
    }
}
