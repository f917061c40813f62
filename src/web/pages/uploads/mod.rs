//! One upload.

pub mod errors;
pub mod errors_csv;
mod errors_query;
pub mod failed_rows_csv;
