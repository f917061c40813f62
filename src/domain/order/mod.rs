//! Order numbers and order dates, from files and from forms.

mod date;
mod decimals;
mod number;
mod printable;

pub(crate) use date::is_date;
pub(crate) use date::{Calendar, DateDecision, DateOrder, DateQuestion};
pub use date::{DateBounds, DateSurvey, FileDates, OrderDateError, form_date, read_date};
pub(crate) use decimals::{DecimalSurvey, without_decimals};
pub(crate) use number::OrderNumber;
