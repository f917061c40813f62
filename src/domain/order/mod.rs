//! Order numbers and order dates, from files and from forms.

mod date;
mod number;

pub use date::{DateBounds, DateForm, DateSurvey, OrderDateError, form_date, read_date};
pub(crate) use number::OrderNumber;
