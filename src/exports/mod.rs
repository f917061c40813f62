//! CSV downloads, streamed page by page.

pub mod csv_stream;
pub mod failed_rows;
pub mod lists;
