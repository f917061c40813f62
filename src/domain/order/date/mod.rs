//! Order dates: the forms in which people and programs write them, and the order of day and month in a file.

mod bounds;
mod calendar;
mod cell;
mod country;
mod date_order;
mod field;
mod file_dates;
mod fillers;
mod months;
mod named;
mod numeric;
mod parse;
mod plain;
mod survey;
#[cfg(test)]
mod tests;
mod time;
mod written;

pub use bounds::DateBounds;
pub(crate) use calendar::Calendar;
pub(crate) use cell::is_date;
pub use cell::read_date;
pub(crate) use date_order::{DateOrder, DateQuestion};
pub use field::{OrderDateError, form_date};
pub use file_dates::FileDates;
pub(crate) use survey::DateDecision;
pub use survey::DateSurvey;
