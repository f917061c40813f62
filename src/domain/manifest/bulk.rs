//! One row of a file for many customers: its customer and order, and its device.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use super::layout::Layout;
use super::purpose::ListPurpose;
use super::row::Row;
use super::single::{self, IdentifiedRow};
use crate::domain::order::{DateBounds, OrderNumber, read_date};
use crate::domain::row_error::RowError;

/// Maximum number of uploads that one file creates. A file with more is refused.
pub(crate) const MAX_UPLOADS: usize = 10_000;

/// The order that a row names. Rows of one customer and one order form one upload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Order {
    /// Order number.
    pub(crate) number: Option<String>,
    /// Order date.
    pub(crate) date: Option<NaiveDate>,
    /// Alias of the sold-to code, in NFC. It is not checked here.
    pub(crate) stc_alias: Option<String>,
}

/// The customer and the order to which a row belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Customer or MSP ID, without the spaces and hyphens that people put into it.
    pub(crate) customer: String,
    /// The order, or the reason why its number or date is refused.
    pub(crate) order: Result<Order, RowError>,
}

/// Reads the customer and the order of a row.
///
/// # Errors
///
/// [`Reason::RowMalformed`](crate::domain::row_error::Reason::RowMalformed) with its detail.
pub fn destination(layout: &Layout, row: &Row, bounds: &DateBounds) -> Result<Destination, RowError> {
    single::well_formed(layout, row)?;
    let cell = |index: Option<usize>| index.map(|index| row.cell(index)).unwrap_or_default();
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
    Ok(Destination { customer: customer_id(&cell(layout.columns.customer)), order: order() })
}

/// Reads the device that a well-formed row names.
///
/// # Errors
///
/// The reason why the identifier can't be read.
pub(crate) fn device(layout: &Layout, row: &Row) -> Result<IdentifiedRow, RowError> {
    single::device(layout, row)
}

/// Reads a customer or MSP ID without spaces and hyphens, and without the decimals that a spreadsheet adds to a number.
fn customer_id(cell: &str) -> String {
    let bare: String = cell.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    match bare.split_once(['.', ',']) {
        Some((id, decimals)) if decimals.bytes().all(|byte| byte == b'0') => id.to_owned(),
        _ => bare,
    }
}

/// The original cells beside the identifier, for error reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OtherCells {
    /// Customer or MSP ID.
    pub(crate) customer: String,
    /// Order number.
    pub(crate) order_number: String,
    /// Order date.
    pub(crate) order_date: String,
    /// Alias of the sold-to code.
    pub(crate) stc_alias: String,
}

/// Returns the cells beside the identifier.
pub(crate) fn other_cells(layout: &Layout, row: &Row) -> OtherCells {
    let cell = |index: Option<usize>| index.map_or_else(String::new, |index| single::visible(row, index));
    OtherCells {
        customer: cell(layout.columns.customer),
        order_number: cell(layout.columns.order_number),
        order_date: cell(layout.columns.order_date),
        stc_alias: cell(layout.columns.stc_alias),
    }
}
