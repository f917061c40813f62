use super::attributes::{Value, count, value};
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::digit_pattern::displayed;
use crate::domain::manifest::workbook::limits::MAX_CELL_LENGTH;
use crate::domain::manifest::workbook::uncalculated::UNCALCULATED;
use crate::domain::manifest::workbook::xml::Element;

/// Maximum number of columns in which one cell can be repeated. No sheet has more.
const MAX_TIMES: u64 = 1 << 20;

/// The cell that is being read.
#[derive(Default)]
pub(super) struct OpenCell {
    /// Number of columns with this cell.
    pub(super) times: usize,
    /// Number of rows and columns that it covers if it is merged with others.
    pub(super) covered: Option<(u64, u64)>,
    value: Value,
    /// Text of its paragraphs.
    text: String,
    paragraphs: usize,
}

impl OpenCell {
    /// Starts a cell.
    pub(super) fn new(start: &Element<'_>) -> Result<OpenCell, ManifestError> {
        let times = count(start, "table:number-columns-repeated")?.clamp(1, MAX_TIMES) as usize;
        let rows = count(start, "table:number-rows-spanned")?.max(1);
        let columns = count(start, "table:number-columns-spanned")?.max(1);
        let covered = (rows > 1 || columns > 1).then_some((rows, columns));
        Ok(OpenCell { times, covered, value: value(start)?, ..OpenCell::default() })
    }

    /// Starts a paragraph.
    pub(super) fn begin_paragraph(&mut self) {
        self.paragraphs += 1;
        if self.paragraphs > 1 {
            self.push("\n");
        }
    }

    /// Appends text that is in a paragraph. Text beyond the length of a cell is cut off.
    pub(super) fn push(&mut self, text: &str) {
        if self.paragraphs > 0 && self.text.len() < MAX_CELL_LENGTH {
            self.text.push_str(text);
        }
    }

    /// Returns the value of the complete cell.
    pub(super) fn into_text(self) -> String {
        match self.value.text {
            Some(number) if self.value.is_number => displayed(&self.text, &number).unwrap_or(number),
            Some(text) => text,
            None if self.value.is_uncalculated && self.text.is_empty() => UNCALCULATED.to_owned(),
            None => self.text,
        }
    }
}
