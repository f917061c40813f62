use serde::{Deserialize, Serialize};

use super::purpose::ListPurpose;
use crate::domain::device_id::{IdColumn, WeakForms};

/// The meaning of a column in a device list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Column {
    /// Customer or MSP ID.
    Customer,
    /// IMEI 1, or an identifier of any kind.
    Imei1,
    Imei2,
    Meid,
    Serial,
    OrderNumber,
    OrderDate,
    /// Alias of the sold-to code.
    StcAlias,
}

/// A column of identifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IdentifierColumn {
    pub(crate) index: usize,
    pub(crate) column: Column,
    /// The kind of identifier that its cells can contain.
    pub(crate) kind: IdColumn,
    /// The weak forms that are accepted in this column.
    #[serde(default)]
    pub(crate) weak: WeakForms,
}

/// The indexes of a list's columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredColumns")]
pub(crate) struct Columns {
    /// Customer or MSP ID.
    pub(crate) customer: Option<usize>,
    /// In order of precedence: IMEI 1, IMEI 2, MEID, serial number.
    pub(crate) identifiers: Vec<IdentifierColumn>,
    pub(crate) order_number: Option<usize>,
    pub(crate) order_date: Option<usize>,
    /// Alias of the sold-to code.
    pub(crate) stc_alias: Option<usize>,
    /// Model, on which only the uniqueness of some serial numbers depends.
    pub(crate) model: Option<usize>,
    /// Line number of a failed row in its original file.
    pub(crate) line: Option<usize>,
    /// Reason code of a failed row.
    pub(crate) code: Option<usize>,
}

/// Columns as stored by any version. Earlier versions had at most one identifier column of each kind.
#[derive(Default, Deserialize)]
#[serde(default)]
struct StoredColumns {
    customer: Option<usize>,
    identifiers: Vec<IdentifierColumn>,
    imei1: Option<usize>,
    imei2: Option<usize>,
    meid: Option<usize>,
    serial: Option<usize>,
    order_number: Option<usize>,
    order_date: Option<usize>,
    stc_alias: Option<usize>,
    model: Option<usize>,
    line: Option<usize>,
    code: Option<usize>,
}

impl From<StoredColumns> for Columns {
    fn from(stored: StoredColumns) -> Columns {
        let earlier = [
            (Column::Imei1, stored.imei1),
            (Column::Imei2, stored.imei2),
            (Column::Meid, stored.meid),
            (Column::Serial, stored.serial),
        ];
        let mut identifiers = stored.identifiers;
        identifiers.extend(earlier.into_iter().filter_map(|(column, index)| {
            Some(IdentifierColumn {
                index: index?,
                column,
                kind: IdColumn::Any,
                weak: WeakForms::by_name(IdColumn::Imei),
            })
        }));
        Columns {
            customer: stored.customer,
            identifiers,
            order_number: stored.order_number,
            order_date: stored.order_date,
            stc_alias: stored.stc_alias,
            model: stored.model,
            line: stored.line,
            code: stored.code,
        }
    }
}

impl Columns {
    /// Returns the indexes of the columns that are read for this purpose.
    pub(super) fn used(&self, purpose: ListPurpose) -> impl Iterator<Item = usize> {
        let customer = self.customer.filter(|_| purpose.names_customers());
        let order = self.orders().filter(move |_| purpose.has_orders());
        customer.into_iter().chain(self.identifiers.iter().map(|column| column.index)).chain(order)
    }

    /// Returns the indexes of the columns about the order: its number, its date and the alias of the sold-to code.
    pub(crate) fn orders(&self) -> impl Iterator<Item = usize> + use<> {
        [self.order_number, self.order_date, self.stc_alias].into_iter().flatten()
    }

    /// Returns whether a column holds identifiers.
    pub(super) fn is_identifier(&self, index: usize) -> bool {
        self.identifiers.iter().any(|column| column.index == index)
    }

    /// Returns whether the first column is the only one with identifiers.
    pub(super) fn is_first_only(&self) -> bool {
        matches!(self.identifiers[..], [IdentifierColumn { index: 0, .. }])
    }
}
