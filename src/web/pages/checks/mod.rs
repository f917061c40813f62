//! Checks: files that are checked before they are uploaded.

pub(crate) mod failed_rows_csv;
pub(crate) mod show;
pub(crate) mod upload;
