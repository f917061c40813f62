//! Files that are checked before they are uploaded.

mod failed_rows_csv;
pub mod show;
mod upload;
