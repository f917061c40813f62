use std::borrow::Cow;

use crate::domain::csv_cell;

/// A data row, exactly as in the file.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Byte offset at which the row begins.
    pub offset: u64,
    /// Physical line of its first character, counted from 1.
    pub line: u32,
    /// Content of all cells, in UTF-8.
    pub(super) text: Vec<u8>,
    /// Start and end of each cell in the text.
    pub(super) cells: Vec<(usize, usize)>,
    /// Whether text follows a closing quote.
    pub(super) has_misplaced_quote: bool,
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
        match String::from_utf8_lossy(bytes) {
            Cow::Borrowed(text) => csv_cell::unescape(text),
            Cow::Owned(text) => Cow::Owned(csv_cell::unescape(&text).into_owned()),
        }
    }

    /// Returns the bytes of a cell as in the file. Returns an empty slice beyond the last cell.
    pub(super) fn bytes(&self, index: usize) -> &[u8] {
        self.cells.get(index).and_then(|(from, to)| self.text.get(*from..*to)).unwrap_or_default()
    }

    /// Returns whether a cell contains anything but spaces.
    pub(crate) fn is_filled(&self, index: usize) -> bool {
        !self.cell(index).trim().is_empty()
    }
}
