//! CSV downloads according to RFC 4180, in UTF-8 with a byte order mark and CRLF. Every cell is quoted.
//!
//! They are created page by page, so that a large file needs neither much memory nor a long read transaction.

use chrono::NaiveDateTime;

use crate::domain::csv_cell;
use crate::store;

/// Maximum number of rows per page.
pub(crate) const PAGE_ROWS: i64 = 2_000;

/// A download, with its header and a source of pages.
pub(crate) struct Download {
    header: Vec<&'static str>,
    read: Box<dyn FnMut() -> Result<Option<Page>, store::Error> + Send>,
}

/// The rows of a page, ready to be formatted.
pub(crate) struct Page(Box<dyn FnOnce() -> Vec<u8> + Send>);

impl Download {
    /// Creates a download with this header. `page` returns the next rows, or `None` at the end.
    pub(crate) fn new<R>(
        header: Vec<&'static str>,
        mut page: impl FnMut() -> Result<Option<Vec<R>>, store::Error> + Send + 'static,
    ) -> Download
    where
        R: AsRef<[String]> + Send + 'static,
    {
        let read = move || Ok(page()?.map(|rows| Page(Box::new(move || format_rows("", rows)))));
        Download { header, read: Box::new(read) }
    }

    /// Returns the beginning of the file: the byte order mark and the header.
    pub(crate) fn header(&self) -> Vec<u8> {
        format_rows("\u{feff}", [&self.header])
    }

    /// Reads the next page. Returns `None` at the end. Formatting is separate, so that the next page can be read while
    /// this one is being formatted. Both take about the same time.
    pub(crate) fn read_page(&mut self) -> Result<Option<Page>, store::Error> {
        (self.read)()
    }
}

impl Page {
    /// Formats the rows as CSV.
    pub(crate) fn format(self) -> Vec<u8> {
        (self.0)()
    }
}

/// Formats rows as CSV. The result begins with `mark`: a byte order mark or nothing.
fn format_rows<R: AsRef<[C]>, C: AsRef<str>>(mark: &str, rows: impl IntoIterator<Item = R>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(mark.as_bytes().to_vec());
    for row in rows {
        // Writing to memory can't fail.
        for cell in row.as_ref() {
            let _ = writer.write_field(csv_cell::escape(cell.as_ref()).as_bytes());
        }
        let _ = writer.write_record(None::<&[u8]>);
    }
    writer.into_inner().unwrap_or_default()
}

/// Formats a time for downloads according to RFC 3339, in UTC and in whole seconds.
pub(crate) fn format_time(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests;
