use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::row_error::{Reason, RowError};

/// The order of year, month and day in a file's eight-digit dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateForm {
    /// `YYYYMMDD`.
    #[default]
    YearMonthDay,
    /// `YYYYDDMM`, as printed in older guides to such portals.
    YearDayMonth,
}

/// The first and last valid order dates, inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateBounds {
    pub(crate) first: NaiveDate,
    pub(crate) last: NaiveDate,
}

impl DateBounds {
    /// Returns the bounds for a file's dates. They end the day after acceptance (UTC), so that today's date is accepted
    /// in every time zone.
    pub fn of_acceptance(accepted_at: DateTime<Utc>) -> DateBounds {
        let day = accepted_at.date_naive();
        DateBounds::to(day.checked_add_days(Days::new(1)).unwrap_or(day))
    }

    /// Returns the bounds from 2000-01-01 to a day. Forms pass today's date in the person's time zone.
    pub(crate) fn to(last: NaiveDate) -> DateBounds {
        DateBounds { first: NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default(), last }
    }

    fn contains(&self, date: NaiveDate) -> bool {
        self.first <= date && date <= self.last
    }
}

/// A survey of a file's eight-digit dates, which determines their form from the cells seen while the file is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct DateSurvey {
    only_month_first: Option<u32>,
    only_day_first: Option<u32>,
}

impl DateSurvey {
    /// Adds the date cell of a line. Dates outside the bounds count too.
    pub(crate) fn see(&mut self, cell: &str, line: u32) {
        let digits = cell.trim();
        if !is_eight_digits(digits) {
            return;
        }
        let is_valid = |form| eight_digits(digits, form).is_some();
        match (is_valid(DateForm::YearMonthDay), is_valid(DateForm::YearDayMonth)) {
            (true, false) => self.only_month_first.get_or_insert(line),
            (false, true) => self.only_day_first.get_or_insert(line),
            _ => return,
        };
    }

    /// Returns the form of the dates.
    ///
    /// # Errors
    ///
    /// Returns the first line with a date that is valid only as `YYYYMMDD` and the first with a date that is valid only
    /// as `YYYYDDMM`, if the file has both.
    pub(crate) fn decide(&self) -> Result<DateForm, (u32, u32)> {
        match (self.only_month_first, self.only_day_first) {
            (Some(month_first), Some(day_first)) => Err((month_first, day_first)),
            (None, Some(_)) => Ok(DateForm::YearDayMonth),
            _ => Ok(DateForm::YearMonthDay),
        }
    }
}

/// Reads a date cell. Returns `None` if it is empty.
///
/// # Errors
///
/// Returns [`Reason::OrderDateInvalid`] with a detail that says what is wrong.
pub fn read_date(cell: &str, form: DateForm, bounds: &DateBounds) -> Result<Option<NaiveDate>, RowError> {
    let text = cell.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let date = if is_eight_digits(text) { eight_digits(text, form) } else { with_hyphens(text) };
    match date {
        Some(date) if bounds.contains(date) => Ok(Some(date)),
        Some(date) if date < bounds.first => {
            Err(RowError::new(Reason::OrderDateInvalid, format!("{date} is before {}.", bounds.first)))
        }
        Some(date) => Err(RowError::new(Reason::OrderDateInvalid, format!("{date} is in the future."))),
        None => Err(RowError::new(Reason::OrderDateInvalid, "This isn’t a calendar date.")),
    }
}

/// The reason why the order date in a form is rejected. The form shows its text next to the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderDateError {
    /// Not in the form `YYYY-MM-DD`, or not a calendar date.
    #[error("Order date must be a date such as 2025-11-19")]
    NotADate,
    /// After today.
    #[error("Order date must be today or in the past")]
    Future,
    /// Before the first valid day.
    #[error("Order date must be 1 January 2000 or later")]
    TooEarly,
}

/// Reads the order date from a form field. Returns `None` if the field is empty.
///
/// # Errors
///
/// Returns the reason why the date is rejected.
pub fn form_date(field: &str, bounds: &DateBounds) -> Result<Option<NaiveDate>, OrderDateError> {
    match field.trim() {
        "" => Ok(None),
        text => match with_hyphens(text) {
            None => Err(OrderDateError::NotADate),
            Some(date) if date > bounds.last => Err(OrderDateError::Future),
            Some(date) if date < bounds.first => Err(OrderDateError::TooEarly),
            date => Ok(date),
        },
    }
}

fn is_eight_digits(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn eight_digits(digits: &str, form: DateForm) -> Option<NaiveDate> {
    let (year, middle, last) = (digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?);
    match form {
        DateForm::YearMonthDay => calendar_date(year, middle, last),
        DateForm::YearDayMonth => calendar_date(year, last, middle),
    }
}

/// Reads exactly `YYYY-MM-DD`. chrono alone would also accept signs and single digits.
fn with_hyphens(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), Some(day), None)
            if (year.len(), month.len(), day.len()) == (4, 2, 2)
                && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') =>
        {
            calendar_date(year, month, day)
        }
        _ => None,
    }
}

fn calendar_date(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds() -> DateBounds {
        DateBounds::of_acceptance(DateTime::from_timestamp(1_763_596_799, 0).unwrap())
    }

    fn read(cell: &str, form: DateForm) -> Result<Option<String>, String> {
        read_date(cell, form, &bounds()).map(|date| date.map(|d| d.to_string())).map_err(|error| error.detail)
    }

    #[test]
    fn dates_are_read_in_three_forms() {
        let expected = Ok(Some("2025-03-04".to_owned()));
        assert_eq!(read("2025-03-04", DateForm::YearDayMonth), expected);
        assert_eq!(read(" 20250304 ", DateForm::YearMonthDay), expected);
        assert_eq!(read("20250403", DateForm::YearDayMonth), expected);
        assert_eq!(read("", DateForm::YearMonthDay), Ok(None));
        for invalid in ["2025-3-4", "04.03.2025", "2025-02-29", "20251345", "+025-03-04", "2025-03-04-1"] {
            assert_eq!(
                read(invalid, DateForm::YearMonthDay),
                Err("This isn’t a calendar date.".to_owned()),
                "{invalid}"
            );
        }
    }

    #[test]
    fn dates_are_valid_from_2000_to_the_day_after_acceptance() {
        let form = DateForm::YearMonthDay;
        assert_eq!(read("2000-01-01", form), Ok(Some("2000-01-01".to_owned())));
        assert_eq!(read("2025-11-20", form), Ok(Some("2025-11-20".to_owned())));
        assert_eq!(read("2025-11-21", form), Err("2025-11-21 is in the future.".to_owned()));
        assert_eq!(read("1999-12-31", form), Err("1999-12-31 is before 2000-01-01.".to_owned()));
    }

    #[test]
    fn one_form_applies_to_the_whole_file() {
        let decide = |cells: &[&str]| {
            let mut survey = DateSurvey::default();
            cells.iter().zip(2..).for_each(|(cell, line)| survey.see(cell, line));
            survey.decide()
        };
        assert_eq!(decide(&["20250304", "2025-12-31", "x"]), Ok(DateForm::YearMonthDay));
        assert_eq!(decide(&["20250304", "20251304"]), Ok(DateForm::YearDayMonth));
        assert_eq!(decide(&["20250304", "20250413"]), Ok(DateForm::YearMonthDay));
        assert_eq!(decide(&["20251304", "20250304", "20250413"]), Err((4, 2)));
        assert_eq!(decide(&["99991345"]), Ok(DateForm::YearMonthDay));
        // A date outside the bounds counts too.
        assert_eq!(decide(&["18701304"]), Ok(DateForm::YearDayMonth));
    }

    #[test]
    fn the_form_field_accepts_a_hyphenated_date_within_the_bounds() {
        let today = DateBounds::to(NaiveDate::from_ymd_opt(2025, 11, 19).unwrap());
        assert_eq!(form_date(" ", &today), Ok(None));
        assert_eq!(form_date("2025-11-19", &today), Ok(Some(today.last)));
        assert_eq!(form_date("2025-11-20", &today), Err(OrderDateError::Future));
        assert_eq!(form_date("1999-12-31", &today), Err(OrderDateError::TooEarly));
        assert_eq!(form_date("20251119", &today), Err(OrderDateError::NotADate));
    }
}
