use serde::{Deserialize, Serialize};

use super::purpose::ListPurpose;

/// What a column of a device file means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Customer or MSP ID.
    Customer,
    /// IMEI 1, or a column for any one identifier.
    Imei1,
    /// IMEI 2.
    Imei2,
    /// MEID.
    Meid,
    /// Serial number.
    Serial,
    /// Order number.
    OrderNumber,
    /// Order date.
    OrderDate,
    /// Alias of the sold-to code.
    StcAlias,
}

/// Where the columns of a file are, counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// Customer or MSP ID.
    pub customer: Option<usize>,
    /// IMEI 1, or any one identifier; the first column of a file without header.
    pub imei1: Option<usize>,
    /// IMEI 2.
    pub imei2: Option<usize>,
    /// MEID.
    pub meid: Option<usize>,
    /// Serial number.
    pub serial: Option<usize>,
    /// Order number.
    pub order_number: Option<usize>,
    /// Order date.
    pub order_date: Option<usize>,
    /// Alias of the sold-to code.
    pub stc_alias: Option<usize>,
    /// In failed rows: the line that a row was.
    #[serde(default)]
    pub line: Option<usize>,
    /// In failed rows: the code with which it failed.
    #[serde(default)]
    pub code: Option<usize>,
}

impl Columns {
    /// The identifier columns that the file has, in the order in which the first filled one counts.
    pub fn identifiers(&self) -> impl Iterator<Item = (Column, usize)> {
        [
            (Column::Imei1, self.imei1),
            (Column::Imei2, self.imei2),
            (Column::Meid, self.meid),
            (Column::Serial, self.serial),
        ]
        .into_iter()
        .filter_map(|(column, place)| Some((column, place?)))
    }

    /// The columns whose cells are looked at: those that the file is read for.
    pub(super) fn looked_at(&self, purpose: ListPurpose) -> impl Iterator<Item = usize> {
        let customer = self.customer.filter(|_| purpose != ListPurpose::OneCustomer);
        let order = [self.order_number, self.order_date, self.stc_alias];
        let order = order.into_iter().flatten().filter(move |_| purpose == ListPurpose::BulkUpload);
        customer.into_iter().chain(self.identifiers().map(|(_, place)| place)).chain(order)
    }

    /// Where a column's place is kept.
    pub(super) fn place_of(&mut self, column: Column) -> &mut Option<usize> {
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
    /// Whether a file for this purpose is read for the column.
    pub(super) fn is_used(self, purpose: ListPurpose) -> bool {
        match self {
            Column::Imei1 | Column::Imei2 | Column::Meid | Column::Serial => true,
            Column::Customer => purpose != ListPurpose::OneCustomer,
            Column::OrderNumber | Column::OrderDate | Column::StcAlias => purpose == ListPurpose::BulkUpload,
        }
    }
}

/// What a header cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// A column with a meaning.
    Of(Column),
    /// The line that a failed row was.
    Line,
    /// The code with which it failed.
    Code,
    /// Another of the columns that the portal adds to failed rows; skipped without a word.
    OfFailedRows,
}

/// What a header cell says, if it is a known column name: without regard to case, blanks, `_`, `-`, `/` and `.`.
pub(super) fn name(cell: &str) -> Option<Name> {
    let folded: String = cell
        .chars()
        .filter(|c| !c.is_whitespace() && !"_-/.\u{FEFF}".contains(*c))
        .flat_map(char::to_lowercase)
        .collect();
    Some(Name::Of(match folded.as_str() {
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
        "line" => return Some(Name::Line),
        "code" => return Some(Name::Code),
        "message" | "whattodo" => return Some(Name::OfFailedRows),
        _ => return None,
    }))
}
