use chrono::NaiveDate;

use super::bounds::DateBounds;
use super::file_dates::FileDates;
use super::parse::parse;
use super::survey::either;
use super::written::WrittenDate;
use crate::domain::placeholder::is_placeholder;
use crate::domain::row_error::{Reason, RowError};

/// Reads a date cell. Returns `None` if it is empty or a placeholder such as `n/a` or `00.00.0000`.
///
/// # Errors
///
/// Returns [`Reason::OrderDateInvalid`] with a detail that says what is wrong.
pub fn read_date(cell: &str, dates: &FileDates, bounds: &DateBounds) -> Result<Option<NaiveDate>, RowError> {
    let reject = |detail: String| Err(RowError::new(Reason::OrderDateInvalid, detail));
    if cell.trim().is_empty() || is_placeholder(cell) || is_zero(cell) {
        return Ok(None);
    }
    match parse(cell).and_then(|written| day(written, dates)) {
        Some(Day::One(date)) if date < bounds.first => reject(format!("{date} is before {}.", bounds.first)),
        Some(Day::One(date)) if date > bounds.last => reject(format!("{date} is in the future.")),
        Some(Day::One(date)) => Ok(Some(date)),
        Some(Day::Either(days)) => reject(format!("This date could be {}.", either(days))),
        None => reject("This isn’t a calendar date.".to_owned()),
    }
}

/// Returns whether a cell is written like a date. Serial numbers of days count only in workbooks.
pub(crate) fn is_date(cell: &str, is_workbook: bool) -> bool {
    match parse(cell) {
        Some(WrittenDate::Serial(_)) => is_workbook,
        written => written.is_some(),
    }
}

/// Returns whether a cell consists of zeros and separators, as some programs write a missing date.
fn is_zero(cell: &str) -> bool {
    cell.contains('0')
        && cell.trim().bytes().all(|byte| matches!(byte, b'0' | b'-' | b'/' | b'.' | b':' | b' '))
}

/// The day that a date cell stands for.
enum Day {
    One(NaiveDate),
    /// The order of day and month is undecided, and the cell is a different day in each order.
    Either([NaiveDate; 2]),
}

/// Returns the day that a cell stands for in this file, or `None` if there is no such day.
fn day(written: WrittenDate, dates: &FileDates) -> Option<Day> {
    match written {
        WrittenDate::Clear(date) => Some(Day::One(date)),
        WrittenDate::Serial(number) => dates.numbered(number).map(Day::One),
        WrittenDate::TwoOrders(question, readings) => match (dates.order(question), readings) {
            (Some(order), [first, second]) => {
                (if order == question.orders()[0] { first } else { second }).map(Day::One)
            }
            (None, [Some(first), Some(second)]) if first != second => Some(Day::Either([first, second])),
            (None, [first, second]) => first.or(second).map(Day::One),
        },
    }
}
