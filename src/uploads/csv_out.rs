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
        let next = move || match header.take() {
            Some(header) => Ok(Some(sheet("\u{feff}", [header]))),
            None => Ok(page()?.map(|rows| sheet("", rows))),
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

/// Rows as bytes, after a mark.
fn sheet<R: AsRef<[C]>, C: AsRef<str>>(mark: &str, rows: impl IntoIterator<Item = R>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(mark.as_bytes().to_vec());
    for row in rows {
        // Writing into memory does not fail.
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

/// Whether a spreadsheet would take a cell for a formula: then an apostrophe goes before it, which reading a device file
/// drops again.
fn is_formula(cell: &str) -> bool {
    let first = cell.chars().next();
    matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\'' | '＝' | '＋' | '－' | '＠'))
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
