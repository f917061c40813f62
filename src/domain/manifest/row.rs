use std::borrow::Cow;

use crate::domain::csv_cell;

/// A data row, exactly as in the file.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Byte offset at which the row begins.
    pub offset: u64,
    /// Physical line of its first character, counted from 1.
    pub line: u32,
    /// Content of all cells, in UTF-8 or Windows-1252.
    pub(super) text: Vec<u8>,
    /// Start and end of each cell in the text.
    pub(super) cells: Vec<(usize, usize)>,
    /// Whether text follows a closing quote.
    pub(super) has_misplaced_quote: bool,
    pub(super) is_windows_1252: bool,
}

impl Row {
    /// Returns the number of cells, at least one. Empty cells count.
    pub(crate) fn width(&self) -> usize {
        self.cells.len()
    }

    /// Returns the content of a cell without the apostrophes that mark text: a leading one, and those that downloads
    /// add before formulas. Returns an empty string beyond the last cell.
    pub fn cell(&self, index: usize) -> Cow<'_, str> {
        let Some(bytes) = self.cells.get(index).and_then(|(from, to)| self.text.get(*from..*to)) else {
            return Cow::Borrowed("");
        };
        let text = match std::str::from_utf8(bytes) {
            // ASCII is the same in both encodings.
            Ok(text) if !self.is_windows_1252 || text.is_ascii() => Cow::Borrowed(text),
            _ if self.is_windows_1252 => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
            _ => String::from_utf8_lossy(bytes),
        };
        match text {
            Cow::Borrowed(text) => csv_cell::unescape(text),
            Cow::Owned(text) => Cow::Owned(csv_cell::unescape(&text).into_owned()),
        }
    }

    /// Returns whether a cell contains anything but spaces.
    pub(crate) fn is_filled(&self, index: usize) -> bool {
        !self.cell(index).trim().is_empty()
    }
}
