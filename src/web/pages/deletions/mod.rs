//! Deleting devices: the confirmation, and the results.

pub(crate) mod confirm;
pub(crate) mod failed_rows_csv;
pub(crate) mod show;
