use serde::{Deserialize, Serialize};

/// The kind of submission that a file is read for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListPurpose {
    /// An upload for one customer, which is specified outside the file. Columns may name orders and sold-to codes.
    #[default]
    OneCustomer,
    /// A deletion for one customer, which is specified outside the file.
    Deletion,
    /// An upload for many customers. Each row names its customer and may name an order and a sold-to code.
    BulkUpload,
    /// A deletion for many customers. Each row names its customer.
    BulkDeletion,
}

impl ListPurpose {
    /// Returns whether the rows name their customers.
    pub(crate) fn names_customers(self) -> bool {
        matches!(self, ListPurpose::BulkUpload | ListPurpose::BulkDeletion)
    }

    /// Returns whether the rows may name orders and sold-to codes.
    pub(crate) fn has_orders(self) -> bool {
        matches!(self, ListPurpose::OneCustomer | ListPurpose::BulkUpload)
    }
}
