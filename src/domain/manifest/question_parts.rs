//! The columns and readings that questions name.

use serde::{Deserialize, Serialize};

use super::encoding::Encoding;
use super::text::{capitalized, shortened};
use crate::domain::order::DateOrder;
use crate::domain::quantity::{counted, number};

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

/// The reason why it is unclear whether the order columns of a list for one customer are meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "doubt")]
pub enum OrderDoubt {
    /// There would be very many uploads, or uploads of hardly any devices.
    ManyUploads {
        /// Number of uploads.
        uploads: u64,
        /// Number of devices in them.
        devices: u64,
    },
    /// The form has another value.
    FormDiffers {
        /// Name of the field: "order number".
        field: String,
        /// The value in the form.
        entered: String,
        /// A value in the column.
        found: String,
    },
    /// Some dates have the day before the month, and others the month before the day.
    MixedDates {
        /// The line of a date of each kind.
        lines: [u32; 2],
        /// The form of each kind.
        forms: [String; 2],
    },
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

impl OrderDoubt {
    /// Returns a sentence that says what is unclear. `columns` lists the labels of the columns.
    pub(super) fn fact(&self, columns: &str) -> String {
        match self {
            OrderDoubt::ManyUploads { uploads, devices } => {
                let devices = i64::try_from(*devices).unwrap_or(i64::MAX);
                format!(
                    "With {columns}, {} would become {} uploads, one for each order.",
                    counted(devices, "device", "devices"),
                    number(*uploads)
                )
            }
            OrderDoubt::FormDiffers { field, entered, found } => format!(
                "The form has the {field} “{}”, but {columns} has “{}”.",
                shortened(entered),
                shortened(found)
            ),
            OrderDoubt::MixedDates { lines: [first, second], forms: [first_form, second_form] } => format!(
                "{} has dates in two forms: {first_form} on line {first} and {second_form} on line {second}.",
                capitalized(columns)
            ),
        }
    }

    /// Returns a sentence that says how to settle it in the file or the form.
    pub(super) fn remedy(&self) -> &'static str {
        match self {
            OrderDoubt::ManyUploads { .. } => "If they aren’t orders, rename or remove the columns.",
            OrderDoubt::FormDiffers { .. } => "Clear the field in the form, or remove the column.",
            OrderDoubt::MixedDates { .. } => "Write all dates as YYYY-MM-DD, or remove the column.",
        }
    }
}
