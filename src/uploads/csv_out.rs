//! Downloads: CSV as RFC 4180 has it, UTF-8 with byte order mark, CRLF, every cell quoted. Streamed: a page of rows
//! at a time, so that neither memory nor a read transaction grows with the file.

use chrono::NaiveDateTime;

use crate::store;

/// Rows asked for at a time.
pub(super) const PAGE: i64 = 2_000;

/// A download on its way: pieces of bytes, the first of which carries byte order mark and header.
pub struct Download {
    next: Box<dyn FnMut() -> Result<Option<Vec<u8>>, store::Error> + Send>,
}

impl Download {
    /// A download with this header; `page` gives the next rows, none at the end.
    pub(super) fn new<R>(
        header: Vec<&'static str>,
        mut page: impl FnMut() -> Result<Option<Vec<R>>, store::Error> + Send + 'static,
    ) -> Download
    where
        R: AsRef<[String]>,
    {
        let mut header = Some(header);
        let next = move || {
            let mut sheet = Sheet::default();
            if let Some(header) = header.take() {
                sheet.bytes.extend_from_slice("\u{feff}".as_bytes());
                sheet.row(header);
                return Ok(Some(sheet.bytes));
            }
            Ok(page()?.map(|rows| {
                for row in rows {
                    sheet.row(row.as_ref().iter().map(String::as_str));
                }
                sheet.bytes
            }))
        };
        Download { next: Box::new(next) }
    }
}

impl Iterator for Download {
    type Item = Result<Vec<u8>, store::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        (self.next)().transpose()
    }
}

#[derive(Default)]
struct Sheet {
    bytes: Vec<u8>,
}

impl Sheet {
    fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        let mut writer = csv::WriterBuilder::new()
            .quote_style(csv::QuoteStyle::Always)
            .terminator(csv::Terminator::CRLF)
            .from_writer(&mut self.bytes);
        // Writing into memory does not fail.
        let _ = writer.write_record(cells.into_iter().map(defuse).map(std::borrow::Cow::into_owned));
    }
}

/// Puts an apostrophe before what a spreadsheet would take for a formula. Reading a device file drops it again.
fn defuse(cell: &str) -> std::borrow::Cow<'_, str> {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\'' | '＝' | '＋' | '－' | '＠') => {
            std::borrow::Cow::Owned(format!("'{cell}"))
        }
        _ => std::borrow::Cow::Borrowed(cell),
    }
}

/// A time as downloads have it: RFC 3339, UTC, whole seconds.
pub(super) fn time(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_formulas_defused() {
        let mut pages = vec![vec![vec!["=1+1".to_owned(), "a\"b".to_owned(), "-5".to_owned()]]];
        let download = Download::new(vec!["A", "B", "C"], move || Ok(pages.pop()));
        let bytes: Vec<u8> = download.map(Result::unwrap).collect::<Vec<_>>().concat();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "\u{feff}\"A\",\"B\",\"C\"\r\n\"'=1+1\",\"a\"\"b\",\"'-5\"\r\n"
        );
    }
}
