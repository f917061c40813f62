//! Checks: files that are checked before they are uploaded.

pub mod errors_csv;
pub mod failed_rows_csv;
pub mod show;
pub mod upload;
