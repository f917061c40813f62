//! CSV downloads, streamed page by page.

pub(crate) mod csv_stream;
pub(crate) mod failed_rows;
pub(crate) mod lists;
