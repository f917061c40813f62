//! Order dates: the forms in which people and programs write them, and the order of day and month in a file.

mod bounds;
mod calendar;
mod cell;
#[allow(dead_code)] // wired in next
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
#[allow(unused_imports)] // wired in next
pub(crate) use calendar::Calendar;
pub use cell::read_date;
#[allow(unused_imports)] // wired in next
pub(crate) use country::usual_order;
pub(crate) use date_order::{DateOrder, DateQuestion};
pub use field::{OrderDateError, form_date};
pub use file_dates::FileDates;
pub(crate) use survey::DateDecision;
pub use survey::DateSurvey;
