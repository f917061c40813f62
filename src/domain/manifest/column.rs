use serde::{Deserialize, Serialize};

use super::purpose::ListPurpose;

/// The meaning of a column in a device file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

/// The indexes of a file's columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Columns {
    /// Customer or MSP ID.
    pub(crate) customer: Option<usize>,
    /// IMEI 1, or an identifier of any kind.
    pub(crate) imei1: Option<usize>,
    pub(crate) imei2: Option<usize>,
    pub(crate) meid: Option<usize>,
    pub(crate) serial: Option<usize>,
    pub(crate) order_number: Option<usize>,
    pub(crate) order_date: Option<usize>,
    /// Alias of the sold-to code.
    pub(crate) stc_alias: Option<usize>,
    /// Line number of a failed row in its original file.
    #[serde(default)]
    pub(crate) line: Option<usize>,
    /// Reason code of a failed row.
    #[serde(default)]
    pub(crate) code: Option<usize>,
}

impl Columns {
    /// Returns the file's identifier columns in order of precedence.
    pub(crate) fn identifiers(&self) -> impl Iterator<Item = (Column, usize)> {
        [
            (Column::Imei1, self.imei1),
            (Column::Imei2, self.imei2),
            (Column::Meid, self.meid),
            (Column::Serial, self.serial),
        ]
        .into_iter()
        .filter_map(|(column, index)| Some((column, index?)))
    }

    /// Returns the columns that are read for this purpose.
    pub(super) fn used(&self, purpose: ListPurpose) -> impl Iterator<Item = usize> {
        let customer = self.customer.filter(|_| purpose != ListPurpose::OneCustomer);
        let order = [self.order_number, self.order_date, self.stc_alias];
        let order = order.into_iter().flatten().filter(move |_| purpose == ListPurpose::BulkUpload);
        customer.into_iter().chain(self.identifiers().map(|(_, index)| index)).chain(order)
    }

    /// Returns the field that holds the index of a column.
    pub(super) fn index_of(&mut self, column: Column) -> &mut Option<usize> {
        match column {
            Column::Customer => &mut self.customer,
            Column::Imei1 => &mut self.imei1,
            Column::Imei2 => &mut self.imei2,
            Column::Meid => &mut self.meid,
            Column::Serial => &mut self.serial,
            Column::OrderNumber => &mut self.order_number,
            Column::OrderDate => &mut self.order_date,
            Column::StcAlias => &mut self.stc_alias,
        }
    }
}

impl Column {
    /// Returns whether the column is read for this purpose.
    pub(super) fn is_used(self, purpose: ListPurpose) -> bool {
        match self {
            Column::Imei1 | Column::Imei2 | Column::Meid | Column::Serial => true,
            Column::Customer => purpose != ListPurpose::OneCustomer,
            Column::OrderNumber | Column::OrderDate | Column::StcAlias => purpose == ListPurpose::BulkUpload,
        }
    }
}

/// The meaning of a known name in a header cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeaderName {
    /// A column with data about the device, its customer or its order.
    Column(Column),
    /// Line number of a failed row in its original file.
    Line,
    /// Reason code of a failed row.
    Code,
    /// Another column that the portal adds to failed rows. It is skipped and not listed as unused.
    FailedRowText,
}

/// Returns the meaning of a header cell, or `None` if the name is unknown. Ignores case, spaces, `_`, `-`, `/` and `.`.
pub(super) fn header_name(cell: &str) -> Option<HeaderName> {
    let folded: String = cell
        .chars()
        .filter(|c| !c.is_whitespace() && !"_-/.\u{FEFF}".contains(*c))
        .flat_map(char::to_lowercase)
        .collect();
    Some(HeaderName::Column(match folded.as_str() {
        "customerid" | "mspid" | "customermspid" | "customer" | "kundenid" => Column::Customer,
        "imei" | "imei1" | "imeinumber" | "imeimeid" | "imeiserialnumber" | "imeimeidserialnumber" => {
            Column::Imei1
        }
        "deviceimeiserialnumber" | "deviceid" => Column::Imei1,
        "imei2" => Column::Imei2,
        "meid" => Column::Meid,
        "serialnumber" | "serialno" | "serial" | "sn" | "seriennummer" => Column::Serial,
        "ordernumber" | "orderno" | "order" | "po" | "ponumber" | "bestellnummer" => Column::OrderNumber,
        "orderdate" | "date" | "bestelldatum" => Column::OrderDate,
        "stcalias" | "stc" | "soldtocode" => Column::StcAlias,
        "line" => return Some(HeaderName::Line),
        "code" => return Some(HeaderName::Code),
        "message" | "whattodo" => return Some(HeaderName::FailedRowText),
        _ => return None,
    }))
}
