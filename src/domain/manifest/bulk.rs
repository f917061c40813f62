//! One row of a file for many customers: where it belongs, and what it names.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use super::layout::Layout;
use super::purpose::ListPurpose;
use super::row::Row;
use super::single::{self, DeviceRow};
use crate::domain::order::{DateBounds, OrderNumber, read_date};
use crate::domain::row_error::RowError;

/// Uploads out of one file, at most.
pub const MAX_UPLOADS: usize = 10_000;

/// What a row says of its order. Rows of one customer and one order are one upload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Order {
    /// Order number.
    pub number: Option<String>,
    /// Order date.
    pub date: Option<NaiveDate>,
    /// Alias of the sold-to code, in NFC; whether the reseller has it is not known here.
    pub stc_alias: Option<String>,
}

/// Where a row belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Customer or MSP ID, without the blanks and hyphens that people put into it.
    pub customer: String,
    /// The order, or why its number or date is refused.
    pub order: Result<Order, RowError>,
}

/// Where a row belongs; or, where the row is malformed, that.
pub fn place(layout: &Layout, row: &Row, bounds: &DateBounds) -> Result<Place, RowError> {
    single::well_formed(layout, row)?;
    let cell = |place: Option<usize>| place.map(|place| row.cell(place)).unwrap_or_default();
    let order = || {
        if layout.purpose != ListPurpose::BulkUpload {
            return Ok(Order::default());
        }
        let alias: String = cell(layout.columns.stc_alias).trim().nfc().collect();
        Ok(Order {
            number: OrderNumber::read(&cell(layout.columns.order_number))?
                .map(|number| number.as_str().to_owned()),
            date: read_date(&cell(layout.columns.order_date), layout.dates, bounds)?,
            stc_alias: Some(alias).filter(|alias| !alias.is_empty()),
        })
    };
    Ok(Place { customer: customer_id(&cell(layout.columns.customer)), order: order() })
}

/// The device that a well-formed row names.
pub fn device(layout: &Layout, row: &Row) -> Result<DeviceRow, RowError> {
    single::device(layout, row)
}

/// A customer or MSP ID as typed, without blanks and hyphens, and without the decimals that a spreadsheet puts behind
/// a number.
fn customer_id(cell: &str) -> String {
    let bare: String = cell.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    match bare.split_once(['.', ',']) {
        Some((id, decimals)) if decimals.bytes().all(|byte| byte == b'0') => id.to_owned(),
        _ => bare,
    }
}

/// The cells beside the identifier as they stood, for error reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Customer or MSP ID.
    pub customer: String,
    /// Order number.
    pub order_number: String,
    /// Order date.
    pub order_date: String,
    /// Alias of the sold-to code.
    pub stc_alias: String,
}

/// The cells beside the identifier.
pub fn beside(layout: &Layout, row: &Row) -> Beside {
    let cell = |place: Option<usize>| place.map_or_else(String::new, |place| single::visible(row, place));
    Beside {
        customer: cell(layout.columns.customer),
        order_number: cell(layout.columns.order_number),
        order_date: cell(layout.columns.order_date),
        stc_alias: cell(layout.columns.stc_alias),
    }
}
