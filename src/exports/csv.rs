//! CSV files according to RFC 4180, in UTF-8 with a byte order mark and CRLF. Every cell is quoted.

use super::download::{Column, Page};
use crate::domain::csv_cell;
use crate::domain::csv_separator::CsvSeparator;

/// Formats the beginning of the file: the byte order mark and the header.
pub(super) fn header(separator: CsvSeparator, columns: &[Column]) -> Vec<u8> {
    let mut rows = Rows::new(separator, "\u{feff}");
    rows.add(columns.iter().map(|column| &*column.name));
    rows.finish()
}

/// Formats the rows of a page.
pub(super) fn rows(separator: CsvSeparator, page: &Page) -> Vec<u8> {
    let mut rows = Rows::new(separator, "");
    page.each(|row| rows.add(row.iter().map(String::as_str)));
    rows.finish()
}

struct Rows(csv::Writer<Vec<u8>>);

impl Rows {
    /// Begins with `mark`: a byte order mark or nothing.
    fn new(separator: CsvSeparator, mark: &str) -> Rows {
        let mut builder = csv::WriterBuilder::new();
        builder
            .delimiter(separator.byte())
            .quote_style(csv::QuoteStyle::Always)
            .terminator(csv::Terminator::CRLF);
        Rows(builder.from_writer(mark.as_bytes().to_vec()))
    }

    fn add<'a>(&mut self, cells: impl Iterator<Item = &'a str>) {
        // Writing to memory can't fail.
        for cell in cells {
            let _ = self.0.write_field(csv_cell::escape(cell).as_bytes());
        }
        let _ = self.0.write_record(None::<&[u8]>);
    }

    fn finish(self) -> Vec<u8> {
        self.0.into_inner().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
