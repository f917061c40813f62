//! Deleting devices: the page that asks, and what became of it.

pub mod ask;
pub mod deletion;
pub mod errors_csv;
pub mod failed_rows_csv;
