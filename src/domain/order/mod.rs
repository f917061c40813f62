//! Order numbers and order dates, from files and from forms.

#[allow(dead_code, unused_imports)] // wired in next
mod date;
#[allow(dead_code)] // wired in next
mod decimals;
mod number;
mod printable;

#[allow(unused_imports)] // wired in next
pub(crate) use date::{Calendar, DateDecision, DateOrder, DateQuestion, TwoReadings, usual_order};
pub use date::{DateBounds, DateSurvey, FileDates, OrderDateError, form_date, read_date};
#[allow(unused_imports)] // wired in next
pub(crate) use decimals::{DecimalSurvey, without_decimals};
pub(crate) use number::OrderNumber;
