mod country;
mod fields;
mod files;
mod forms;
mod languages;
mod properties;
mod stored;
mod times;

use chrono::NaiveDate;

use super::bounds::DateBounds;
use super::cell::read_date;
use super::date_order::DateOrder;
use super::file_dates::FileDates;

fn bounds() -> DateBounds {
    DateBounds::to(NaiveDate::from_ymd_opt(2026, 11, 30).unwrap())
}

/// Returns the dates of a file in which these orders are decided.
fn dates(orders: &[DateOrder]) -> FileDates {
    let mut dates = FileDates::default();
    orders.iter().for_each(|order| dates.set_order(*order));
    dates
}

/// Reads a cell, and returns the date or the detail of the error as text. A cell without a date is `none`.
fn read(cell: &str, dates: &FileDates) -> String {
    match read_date(cell, dates, &bounds()) {
        Ok(date) => date.map_or_else(|| "none".to_owned(), |date| date.to_string()),
        Err(error) => error.detail,
    }
}

/// Reads a cell in a file without a decided order.
fn read_alone(cell: &str) -> String {
    read(cell, &FileDates::default())
}

const NO_DATE: &str = "This isn’t a calendar date.";
