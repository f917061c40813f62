//! Downloads as CSV files and Excel workbooks, streamed page by page.

mod csv;
pub(crate) mod download;
pub(crate) mod failed_rows;
pub(crate) mod file_format;
pub(crate) mod lists;
pub(crate) mod original_rows;
mod workbook;
