use std::borrow::Cow;

/// One row of data as it stands in the file.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Byte offset in the file at which the row begins.
    pub offset: u64,
    /// Physical line of its first character, from 1.
    pub line: u32,
    /// The contents of the cells, in UTF-8 or Windows-1252.
    pub(super) text: Vec<u8>,
    /// Start and end of each cell in the text.
    pub(super) cells: Vec<(usize, usize)>,
    /// Text stands behind a closing quote.
    pub(super) misplaced_quote: bool,
    pub(super) is_windows_1252: bool,
}

impl Row {
    /// How many cells the row has, empty ones included; at least one.
    pub fn width(&self) -> usize {
        self.cells.len()
    }

    /// The content of a cell, counted from 0, without one leading apostrophe; empty beyond the last.
    ///
    /// Downloads put the apostrophe there, so that a spreadsheet does not take the cell for a formula.
    pub fn cell(&self, place: usize) -> Cow<'_, str> {
        let Some(bytes) = self.cells.get(place).and_then(|(from, to)| self.text.get(*from..*to)) else {
            return Cow::Borrowed("");
        };
        let bytes = bytes.strip_prefix(b"'").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            // ASCII is the same in both.
            Ok(text) if !self.is_windows_1252 || text.is_ascii() => Cow::Borrowed(text),
            _ if self.is_windows_1252 => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
            _ => String::from_utf8_lossy(bytes),
        }
    }

    /// Whether a cell, counted from 0, has anything but blanks.
    pub fn is_filled(&self, place: usize) -> bool {
        !self.cell(place).trim().is_empty()
    }
}
