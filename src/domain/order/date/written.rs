use chrono::NaiveDate;

use super::date_order::DateQuestion;

/// A date as written in a cell, before the order in its file is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WrittenDate {
    /// The form allows only one order.
    Clear(NaiveDate),
    /// The form allows two orders. Contains the date in each of [`DateQuestion::orders`], or `None` where it isn't a
    /// calendar date.
    TwoOrders(DateQuestion, [Option<NaiveDate>; 2]),
    /// A day number, which is a date only in a workbook.
    Serial(u32),
}
