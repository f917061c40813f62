use chrono::NaiveDate;

use super::date_order::DateQuestion;

/// A date as a cell has it, before the order of its file is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WrittenDate {
    /// The form allows one order only.
    Clear(NaiveDate),
    /// The form allows two orders. Has the date in each of [`DateQuestion::orders`], or `None` where that isn't a
    /// calendar date.
    TwoOrders(DateQuestion, [Option<NaiveDate>; 2]),
    /// A number of days, which is a date only in a workbook.
    Serial(u32),
}
