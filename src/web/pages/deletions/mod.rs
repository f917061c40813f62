//! Deleting devices: the confirmation, and the results.

pub mod confirm;
pub mod errors_csv;
pub mod failed_rows_csv;
pub mod show;
