use super::tag::Tag;
use crate::domain::manifest::workbook::digit_pattern::displayed;
use crate::domain::manifest::workbook::limits::MAX_CELL_LENGTH;
use crate::domain::manifest::workbook::sheet::number;

/// Text in which each run of white space is a single space, as browsers show it.
#[derive(Default)]
pub(super) struct ShownText {
    text: String,
    /// Whether white space follows the text so far.
    has_space: bool,
}

impl ShownText {
    /// Appends text. Text beyond the length of a cell is cut off.
    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars() {
            if self.text.len() >= MAX_CELL_LENGTH {
                return;
            }
            if c.is_ascii_whitespace() {
                self.has_space = true;
                continue;
            }
            if self.has_space && !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push(' ');
            }
            self.has_space = false;
            self.text.push(c);
        }
    }

    /// Ends the line, unless it is empty.
    pub(super) fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.has_space = false;
    }

    /// Returns the text.
    pub(super) fn as_str(&self) -> &str {
        self.text.trim_end_matches('\n')
    }

    /// Returns whether there is nothing but spaces.
    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// The cell that is being read.
pub(super) struct OpenCell {
    pub(super) column: usize,
    pub(super) columns: usize,
    pub(super) rows: u32,
    pub(super) text: ShownText,
    full_number: Option<f64>,
}

impl OpenCell {
    /// Starts a cell.
    pub(super) fn new(column: usize, tag: &Tag<'_>) -> OpenCell {
        OpenCell {
            column,
            columns: tag.columns(),
            rows: tag.rows(),
            text: ShownText::default(),
            full_number: tag.full_number(),
        }
    }

    /// Returns the value of the complete cell: its text, unless that is a number that was rounded.
    pub(super) fn value(&self) -> String {
        let text = self.text.as_str();
        let Some(full) = self.full_number.map(number) else { return text.to_owned() };
        let is_rounded = text.to_ascii_uppercase().contains("E+") || text.bytes().all(|byte| byte == b'#');
        match displayed(text, &full) {
            Some(shown) => shown,
            None if is_rounded => full,
            None => text.to_owned(),
        }
    }
}
