//! Files that are checked before they are uploaded.

pub mod check;
pub mod errors_csv;
pub mod failed_rows_csv;
pub mod upload;
