use chrono::NaiveDate;

use super::bounds::DateBounds;
use super::numeric::iso;

/// The reason why the order date in a form is rejected. The form shows its text next to the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderDateError {
    /// Not in the form `YYYY-MM-DD`, or not a calendar date.
    #[error("The order date must be a date such as 2025-11-19")]
    NotADate,
    /// After today.
    #[error("The order date must be today or in the past")]
    Future,
    /// Before the first valid day.
    #[error("The order date must be 1 January 2000 or later")]
    TooEarly,
}

/// Reads the order date from a form field. Returns `None` if the field is empty.
///
/// # Errors
///
/// Returns why the date is rejected.
pub fn form_date(field: &str, bounds: &DateBounds) -> Result<Option<NaiveDate>, OrderDateError> {
    match field.trim() {
        "" => Ok(None),
        text => match iso(text) {
            None => Err(OrderDateError::NotADate),
            Some(date) if date > bounds.last => Err(OrderDateError::Future),
            Some(date) if date < bounds.first => Err(OrderDateError::TooEarly),
            date => Ok(date),
        },
    }
}
