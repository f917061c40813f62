//! One upload.

pub(crate) mod errors;
pub(crate) mod failed_rows_csv;
