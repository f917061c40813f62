//! The columns and readings that questions name.

use serde::{Deserialize, Serialize};

use super::encoding::Encoding;
use crate::domain::order::DateOrder;

/// A column, as messages refer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnLabel {
    /// Index of the column, counted from 0.
    pub(crate) index: usize,
    /// The label: `column “IMEI”` or `column 2`.
    pub(crate) text: String,
}

impl AsRef<str> for ColumnLabel {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// A date as read in one order of day and month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateReading {
    pub(crate) order: DateOrder,
    /// The date in words: "3 April 2026".
    pub(crate) words: String,
}

/// A cell as read with one encoding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncodingReading {
    pub(crate) encoding: Encoding,
    /// The cell.
    pub(crate) text: String,
}
