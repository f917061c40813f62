//! CSV downloads according to RFC 4180, in UTF-8 with a byte order mark and CRLF. Every cell is quoted.
//!
//! They are streamed page by page, so that a large file needs neither much memory nor a long read transaction.

use std::sync::mpsc::{Receiver, sync_channel};

use chrono::NaiveDateTime;

use crate::store;

/// Number of rows in a page.
pub(crate) const PAGE_ROWS: i64 = 5_000;

/// A download, as an iterator over its bytes. The first item holds the byte order mark and the header.
pub(crate) struct Download {
    next: Box<dyn FnMut() -> Result<Option<Vec<u8>>, store::Error> + Send>,
}

impl Download {
    /// Creates a download with this header. `page` returns the next rows, or `None` at the end.
    ///
    /// The next page is read while the current one is formatted and sent, because both take about the same time.
    pub(crate) fn new<R>(
        header: Vec<&'static str>,
        page: impl FnMut() -> Result<Option<Vec<R>>, store::Error> + Send + 'static,
    ) -> Download
    where
        R: AsRef<[String]> + Send + 'static,
    {
        let mut header = Some(header);
        let mut page = Some(page);
        let mut pages: Option<Receiver<Page<R>>> = None;
        let next = move || {
            if let Some(header) = header.take() {
                return Ok(Some(format_rows("\u{feff}", [header])));
            }
            let pages = match (&pages, page.take()) {
                (None, Some(page)) => pages.insert(read_ahead(page)?),
                (Some(pages), _) => pages,
                (None, None) => return Ok(None),
            };
            // The thread always sends a last page, so a closed channel means that it panicked.
            let page =
                pages.recv().map_err(|_| store::Error::inconsistent("a page of a download is missing"))?;
            Ok(page?.map(|rows| format_rows("", rows)))
        };
        Download { next: Box::new(next) }
    }
}

type Page<R> = Result<Option<Vec<R>>, store::Error>;

/// Reads pages on a separate thread, one page ahead. The thread ends after the last page, or when the receiver is
/// dropped.
fn read_ahead<R: Send + 'static>(
    mut page: impl FnMut() -> Page<R> + Send + 'static,
) -> Result<Receiver<Page<R>>, store::Error> {
    let (sender, receiver) = sync_channel(1);
    let span = tracing::Span::current();
    let thread = std::thread::Builder::new().name("download".to_owned());
    let started = thread.spawn(move || {
        let _span = span.entered();
        loop {
            let page = page();
            let is_last = !matches!(page, Ok(Some(_)));
            if sender.send(page).is_err() || is_last {
                return;
            }
        }
    });
    started
        .map(|_| receiver)
        .map_err(|error| store::Error::Busy(format!("could not start a thread for a download: {error}")))
}

impl Iterator for Download {
    type Item = Result<Vec<u8>, store::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        (self.next)().transpose()
    }
}

/// Formats rows as CSV. The result begins with `mark`: a byte order mark or nothing.
fn format_rows<R: AsRef<[C]>, C: AsRef<str>>(mark: &str, rows: impl IntoIterator<Item = R>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(mark.as_bytes().to_vec());
    for row in rows {
        // Writing to memory doesn't fail.
        for cell in row.as_ref() {
            let cell = cell.as_ref();
            let _ = match is_formula(cell) {
                true => writer.write_field(format!("'{cell}")),
                false => writer.write_field(cell),
            };
        }
        let _ = writer.write_record(None::<&[u8]>);
    }
    writer.into_inner().unwrap_or_default()
}

/// Returns whether a spreadsheet would treat a cell as a formula. Such a cell is prefixed with an apostrophe, which is
/// removed again when a device file is read.
fn is_formula(cell: &str) -> bool {
    let first = cell.chars().next();
    matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\'' | '＝' | '＋' | '－' | '＠'))
}

/// Formats a time for downloads: RFC 3339, UTC, whole seconds.
pub(crate) fn format_time(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_formulas_are_escaped() {
        let mut pages = vec![vec![vec!["=1+1".to_owned(), "a\"b".to_owned(), "-5".to_owned()]]];
        let download = Download::new(vec!["A", "B", "C"], move || Ok(pages.pop()));
        let bytes: Vec<u8> = download.map(Result::unwrap).collect::<Vec<_>>().concat();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "\u{feff}\"A\",\"B\",\"C\"\r\n\"'=1+1\",\"a\"\"b\",\"'-5\"\r\n"
        );
    }
}
