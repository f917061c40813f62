//! Reads the customer, the order and the device of a row. A list for one customer names no customers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::layout::Layout;
use super::row::Row;
use super::single;
use crate::domain::order::{DateBounds, OrderNumber, read_date, without_decimals};
use crate::domain::placeholder::is_placeholder;
use crate::domain::row_error::RowError;

/// Maximum number of uploads that one file can create. A file that needs more is rejected.
pub(crate) const MAX_UPLOADS: usize = 10_000;

/// Number of digits in a customer or MSP ID.
const CUSTOMER_ID_LENGTH: usize = 10;

/// The order that a row names. Rows with the same customer and order form one upload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) number: Option<String>,
    pub(crate) date: Option<NaiveDate>,
    /// Alias of the sold-to code, in NFC. It may be unknown.
    pub(crate) stc_alias: Option<String>,
}

impl Order {
    /// Returns the order with the values of another one where this one has none.
    pub(crate) fn or(self, other: &Order) -> Order {
        Order {
            number: self.number.or_else(|| other.number.clone()),
            date: self.date.or(other.date),
            stc_alias: self.stc_alias.or_else(|| other.stc_alias.clone()),
        }
    }
}

/// The customer and the order to which a row belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowDestination {
    /// Customer or MSP ID, without the spaces and hyphens that people insert.
    pub(crate) customer: String,
    /// The order, or the reason why its number or date is rejected.
    pub(crate) order: Result<Order, RowError>,
}

/// Reads the customer and the order from a row.
///
/// # Errors
///
/// Returns [`Reason::RowMalformed`](crate::domain::row_error::Reason::RowMalformed) with a detail that says what is
/// wrong.
pub fn destination(layout: &Layout, row: &Row, bounds: &DateBounds) -> Result<RowDestination, RowError> {
    single::well_formed(layout, row)?;
    let cell = |index: Option<usize>| index.map(|index| row.cell(index)).unwrap_or_default();
    let order = || {
        if !layout.purpose.has_orders() {
            return Ok(Order::default());
        }
        let alias = alias(layout, row);
        let is_none = alias.is_empty() || (is_placeholder(&alias) && !layout.aliases.contains(&alias));
        let number = cell(layout.columns.order_number);
        let (number, _) = without_decimals(&number, layout.zero_decimals.order_number);
        Ok(Order {
            number: OrderNumber::read_cell(&number)?.map(|number| number.as_str().to_owned()),
            date: read_date(&cell(layout.columns.order_date), &layout.dates, bounds)?,
            stc_alias: Some(alias).filter(|_| !is_none),
        })
    };
    Ok(RowDestination { customer: customer(layout, row), order: order() })
}

/// Returns the customer or MSP ID of a row: its own, or that of the customer above it if such rows belong to it. Returns an
/// empty text if there is none.
fn customer(layout: &Layout, row: &Row) -> String {
    let own = own_customer(layout, row);
    if own.is_empty() { layout.customer_above(row.line).to_owned() } else { own }
}

/// Returns the customer or MSP ID that the row itself names. Returns an empty text if there is none.
pub(super) fn own_customer(layout: &Layout, row: &Row) -> String {
    let Some(index) = layout.columns.customer else { return String::new() };
    let cell = row.cell(index);
    if is_placeholder(&cell) { String::new() } else { customer_id(&cell) }
}

/// Returns the alias of the sold-to code that a row names, which may be a placeholder. Returns an empty text if there is
/// none.
pub(super) fn alias(layout: &Layout, row: &Row) -> String {
    let Some(index) = layout.columns.stc_alias else { return String::new() };
    let alias = row.cell(index);
    let (alias, _) = without_decimals(&alias, layout.zero_decimals.stc_alias);
    alias.trim().nfc().collect()
}

/// Returns a customer or MSP ID without spaces, hyphens, the decimals that a spreadsheet adds to a number, or a name
/// that follows the ten digits.
pub(super) fn customer_id(cell: &str) -> String {
    let digits = cell.trim().bytes().take_while(u8::is_ascii_digit).count();
    let (id, rest) = cell.trim().split_at(digits);
    if digits == CUSTOMER_ID_LENGTH
        && rest.starts_with([' ', '-', ',', '/', '('])
        && rest.chars().any(char::is_alphabetic)
    {
        return id.to_owned();
    }
    let bare: String = cell.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    match bare.split_once(['.', ',']) {
        Some((id, decimals)) if decimals.bytes().all(|byte| byte == b'0') => id.to_owned(),
        _ => bare,
    }
}

/// The original text of the cells other than the identifier, as failed rows show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OtherCells {
    /// Customer or MSP ID.
    pub(crate) customer: String,
    pub(crate) order_number: String,
    pub(crate) order_date: String,
    /// Alias of the sold-to code.
    pub(crate) stc_alias: String,
}

/// Returns the original text of the cells other than the identifier.
pub(crate) fn other_cells(layout: &Layout, row: &Row) -> OtherCells {
    let cell = |index: Option<usize>| index.map_or_else(String::new, |index| single::visible(row, index));
    let customer = cell(layout.columns.customer);
    OtherCells {
        customer: match customer.is_empty() {
            true => layout.customer_above(row.line).to_owned(),
            false => customer,
        },
        order_number: cell(layout.columns.order_number),
        order_date: cell(layout.columns.order_date),
        stc_alias: cell(layout.columns.stc_alias),
    }
}
