//! Deleting devices: the page that asks, and what became of it.

pub mod confirm;
pub mod errors_csv;
pub mod failed_rows_csv;
pub mod show;
