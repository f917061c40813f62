//! One upload.

pub mod errors;
pub mod errors_csv;
pub mod failed_rows_csv;
