use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::row_error::{Reason, RowError};

/// How eight digits are read, for a whole file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateForm {
    /// `YYYYMMDD`.
    #[default]
    YearMonthDay,
    /// `YYYYDDMM`, which older guides of such portals print.
    YearDayMonth,
}

/// First and last day that an order date may be, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateBounds {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
}

impl DateBounds {
    /// The bounds of a file's dates: to the day after acceptance (UTC), so that no time zone's today is refused.
    pub fn of_acceptance(accepted_at: DateTime<Utc>) -> DateBounds {
        let day = accepted_at.date_naive();
        DateBounds::to(day.checked_add_days(Days::new(1)).unwrap_or(day))
    }

    /// From 2000-01-01 to a day; a form passes today in the person's time zone.
    pub fn to(last: NaiveDate) -> DateBounds {
        DateBounds { first: NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default(), last }
    }

    fn contain(&self, date: NaiveDate) -> bool {
        self.first <= date && date <= self.last
    }
}

/// Decides, cell by cell while the file is read, how its eight-digit dates are meant.
#[derive(Clone, Copy, Debug, Default)]
pub struct DateSurvey {
    only_month_first: Option<u32>,
    only_day_first: Option<u32>,
}

impl DateSurvey {
    /// Looks at the date cell of a line; bounds play no part.
    pub fn see(&mut self, cell: &str, line: u32) {
        let digits = cell.trim();
        if !is_eight_digits(digits) {
            return;
        }
        let reads = |form| eight_digits(digits, form).is_some();
        match (reads(DateForm::YearMonthDay), reads(DateForm::YearDayMonth)) {
            (true, false) => self.only_month_first.get_or_insert(line),
            (false, true) => self.only_day_first.get_or_insert(line),
            _ => return,
        };
    }

    /// The form; or, where each has a date that only it allows, the two lines: first of `YYYYMMDD`, first of `YYYYDDMM`.
    pub fn decide(&self) -> Result<DateForm, (u32, u32)> {
        match (self.only_month_first, self.only_day_first) {
            (Some(month_first), Some(day_first)) => Err((month_first, day_first)),
            (None, Some(_)) => Ok(DateForm::YearDayMonth),
            _ => Ok(DateForm::YearMonthDay),
        }
    }
}

/// Reads a date cell; nothing where it is empty.
pub fn read_date(cell: &str, form: DateForm, bounds: &DateBounds) -> Result<Option<NaiveDate>, RowError> {
    let text = cell.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let date = if is_eight_digits(text) { eight_digits(text, form) } else { with_hyphens(text) };
    match date {
        Some(date) if bounds.contain(date) => Ok(Some(date)),
        Some(date) if date < bounds.first => {
            Err(RowError::new(Reason::OrderDateInvalid, format!("{date} is before {}.", bounds.first)))
        }
        Some(date) => Err(RowError::new(Reason::OrderDateInvalid, format!("{date} is in the future."))),
        None => Err(RowError::new(Reason::OrderDateInvalid, "This isn’t a calendar date.")),
    }
}

/// Why a form's order date is refused; its text is the sentence beside the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderDateError {
    /// Not `YYYY-MM-DD`, or no day of the calendar.
    #[error("Order date must be a date such as 2025-11-19")]
    NoDate,
    /// After today.
    #[error("Order date must be today or in the past")]
    Future,
    /// Before the first day.
    #[error("Order date must be 1 January 2000 or later")]
    TooEarly,
}

/// Reads the form's field: `YYYY-MM-DD`, or nothing where it is left empty.
pub fn form_date(field: &str, bounds: &DateBounds) -> Result<Option<NaiveDate>, OrderDateError> {
    match field.trim() {
        "" => Ok(None),
        text => match with_hyphens(text) {
            None => Err(OrderDateError::NoDate),
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
    let (year, two, last) = (digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?);
    match form {
        DateForm::YearMonthDay => day(year, two, last),
        DateForm::YearDayMonth => day(year, last, two),
    }
}

/// Exactly `YYYY-MM-DD`: chrono alone would take signs and single digits too.
fn with_hyphens(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), Some(of_month), None)
            if (year.len(), month.len(), of_month.len()) == (4, 2, 2)
                && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') =>
        {
            day(year, month, of_month)
        }
        _ => None,
    }
}

fn day(year: &str, month: &str, of_month: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, of_month.parse().ok()?)
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
    fn three_forms() {
        let day = Ok(Some("2025-03-04".to_owned()));
        assert_eq!(read("2025-03-04", DateForm::YearDayMonth), day);
        assert_eq!(read(" 20250304 ", DateForm::YearMonthDay), day);
        assert_eq!(read("20250403", DateForm::YearDayMonth), day);
        assert_eq!(read("", DateForm::YearMonthDay), Ok(None));
        for wrong in ["2025-3-4", "04.03.2025", "2025-02-29", "20251345", "+025-03-04", "2025-03-04-1"] {
            assert_eq!(
                read(wrong, DateForm::YearMonthDay),
                Err("This isn’t a calendar date.".to_owned()),
                "{wrong}"
            );
        }
    }

    #[test]
    fn bounds_are_2000_to_the_day_after_acceptance() {
        let form = DateForm::YearMonthDay;
        assert_eq!(read("2000-01-01", form), Ok(Some("2000-01-01".to_owned())));
        assert_eq!(read("2025-11-20", form), Ok(Some("2025-11-20".to_owned())));
        assert_eq!(read("2025-11-21", form), Err("2025-11-21 is in the future.".to_owned()));
        assert_eq!(read("1999-12-31", form), Err("1999-12-31 is before 2000-01-01.".to_owned()));
    }

    #[test]
    fn the_form_is_one_for_the_whole_file() {
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
        // A date out of bounds still tells how the file is meant.
        assert_eq!(decide(&["18701304"]), Ok(DateForm::YearDayMonth));
    }

    #[test]
    fn the_field_of_the_form() {
        let today = DateBounds::to(NaiveDate::from_ymd_opt(2025, 11, 19).unwrap());
        assert_eq!(form_date(" ", &today), Ok(None));
        assert_eq!(form_date("2025-11-19", &today), Ok(Some(today.last)));
        assert_eq!(form_date("2025-11-20", &today), Err(OrderDateError::Future));
        assert_eq!(form_date("1999-12-31", &today), Err(OrderDateError::TooEarly));
        assert_eq!(form_date("20251119", &today), Err(OrderDateError::NoDate));
    }
}
