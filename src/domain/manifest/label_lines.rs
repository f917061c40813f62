//! Lists that write the identifiers of a device on consecutive lines, each with its label: `IMEI 1: …` and below it
//! `IMEI 2: …` and `S/N: …`.

use std::borrow::Cow;

use super::row::Row;
use crate::domain::device_id::{self, IdLabel};

/// Maximum number of cells in which a label is looked for.
const MAX_CELLS: usize = 10;

/// The joined cells of a device.
pub(super) struct LabelledLines {
    /// Index of the cell with the identifiers.
    index: usize,
    labels: Vec<IdLabel>,
    /// Number of the last line.
    line: u32,
    text: String,
}

impl LabelledLines {
    /// Returns the beginning of a device's lines if the row has a label for the first IMEI.
    pub(super) fn begin(row: &Row) -> Option<LabelledLines> {
        let (index, label, text) = labelled(row.width(), |index| row.cell(index))?;
        let is_first = matches!(label, IdLabel::Imei | IdLabel::Imei1);
        is_first.then(|| LabelledLines { index, labels: vec![label], line: row.line, text })
    }

    /// Adds a row if it has another identifier of the device. Returns whether it has.
    pub(super) fn add(&mut self, row: &Row) -> bool {
        let Some((index, label, text)) = labelled(row.width(), |index| row.cell(index)) else { return false };
        let is_next = self.line.checked_add(1) == Some(row.line) && self.index == index;
        if !is_next || !continues(&self.labels, label) {
            return false;
        }
        self.labels.push(label);
        self.line = row.line;
        self.text.push_str(", ");
        self.text.push_str(&text);
        true
    }

    /// Writes the identifiers into the cell of the first row. Does nothing if no row was added.
    pub(super) fn write(self, row: &mut Row) {
        if self.labels.len() > 1
            && let Some(cell) = row.cells.get_mut(self.index)
        {
            let from = row.text.len();
            row.text.extend_from_slice(self.text.as_bytes());
            *cell = (from, row.text.len());
        }
    }
}

/// Returns whether the identifiers of a device stand on several of these rows, given by their lines and cells.
pub(super) fn are_joined<'a>(rows: impl Iterator<Item = (u32, &'a [String])>) -> bool {
    let mut before: Option<(u32, usize, IdLabel)> = None;
    for (line, cells) in rows {
        let cell = |index: usize| Cow::Borrowed(cells.get(index).map_or("", String::as_str));
        let found = labelled(cells.len(), cell).map(|(index, label, _)| (line, index, label));
        if let (Some((above, column, first)), Some((_, index, label))) = (before, found)
            && above.checked_add(1) == Some(line)
            && column == index
            && continues(&[first], label)
        {
            return true;
        }
        before = found.filter(|(_, _, label)| matches!(label, IdLabel::Imei | IdLabel::Imei1));
    }
    false
}

/// Returns whether a line with this label belongs to the device with these. An IMEI without a number needs a second one
/// below it, because lists of several kinds of devices label their identifiers too.
fn continues(labels: &[IdLabel], next: IdLabel) -> bool {
    let is_numbered = labels.iter().any(|label| matches!(label, IdLabel::Imei1 | IdLabel::Imei2));
    let is_further = match next {
        IdLabel::Imei2 => true,
        IdLabel::Meid | IdLabel::Serial => is_numbered,
        IdLabel::Imei | IdLabel::Imei1 => false,
    };
    is_further && !labels.contains(&next)
}

/// Returns the first labelled identifier of a line: the index of its cell, its label, and its text with the label. The
/// label may stand in the cell before.
fn labelled<'a>(width: usize, cell: impl Fn(usize) -> Cow<'a, str>) -> Option<(usize, IdLabel, String)> {
    (0..width.min(MAX_CELLS)).find_map(|index| {
        let text = cell(index);
        if let Some(label) = device_id::label_cell(&text) {
            let value = cell(index + 1);
            let is_filled = value.chars().any(char::is_alphanumeric);
            return is_filled.then(|| (index + 1, label, format!("{} {}", text.trim(), value.trim())));
        }
        device_id::leading_label(&text).map(|label| (index, label, text.trim().to_owned()))
    })
}
