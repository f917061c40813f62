use serde::{Deserialize, Serialize};

/// The kind of submission that a file is read for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListPurpose {
    /// An upload or a deletion for one customer, which is specified outside the file.
    #[default]
    OneCustomer,
    /// An upload for many customers. Each row names its customer and may name an order and a sold-to code.
    BulkUpload,
    /// A deletion for many customers. Each row names its customer.
    BulkDeletion,
}
