//! Finds the header among the first lines.

use super::sample_row::SampleRow;
use crate::domain::device_id::{self, CellForm};
use crate::domain::manifest::names::{self, Meaning, Name};

/// Number of lines that are searched for the header.
const MAX_HEADER_LINES: usize = 50;

/// Maximum length of a header name in characters. Longer names are cut off.
const MAX_NAME_LENGTH: usize = 100;

/// The header of a list.
pub(super) struct Header {
    /// Index of its last line in the sample.
    pub(super) row: usize,
    /// Text and meaning of each column's name.
    pub(super) names: Vec<(String, Option<Name>)>,
}

impl Header {
    fn score(&self) -> usize {
        self.names.iter().filter(|(_, name)| name.is_some()).count()
    }

    /// Returns the number of cells that aren't empty.
    fn filled(&self) -> usize {
        self.names.iter().filter(|(text, _)| !text.is_empty()).count()
    }

    /// Returns the texts of the names.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(text, _)| text.as_str())
    }

    fn has_identifier(&self) -> bool {
        self.names.iter().any(|(_, name)| name.as_ref().is_some_and(|name| is_identifier(name.meaning)))
    }
}

/// Returns whether a meaning is that of an identifier.
pub(super) fn is_identifier(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Imei | Meaning::Imei2 | Meaning::Meid | Meaning::Serial | Meaning::DeviceId)
}

/// Returns the number of known names in the best header. Returns 0 if there is none.
pub(super) fn best_score(rows: &[SampleRow]) -> usize {
    find(rows).map_or(0, |header| header.score())
}

/// Finds the header among the first lines: the line with the most known names, at least one of which is for an
/// identifier. If several lines have equally many, the last one before the first identifier is the header.
///
/// If there is no such line, the line directly above the first identifier is the header if it has two or more known
/// names. If there is no identifier either, the first line with two or more known names is the header.
pub(super) fn find(rows: &[SampleRow]) -> Option<Header> {
    let rows = &rows[..rows.len().min(MAX_HEADER_LINES)];
    let first_identifier = rows.iter().position(has_identifier);
    // If no identifier is certain, the first line that may have one separates the header from its repetitions.
    let table = first_identifier.or_else(|| rows.iter().position(may_have_identifier));
    let usual = usual_filled(rows);
    let mut best: Option<Header> = None;
    for index in 0..rows.len() {
        if has_identifier(&rows[index]) {
            continue;
        }
        let is_before = table.is_none_or(|first| index < first);
        for header in [of_two_rows(rows, index), Some(of_row(rows, index))].into_iter().flatten() {
            let is_better = best.as_ref().is_none_or(|best| {
                let (new, old) = (header.score(), best.score());
                // A single row takes precedence over the same row combined with the one above it.
                new > old || (new == old && is_before && best.row != header.row)
            });
            // A single name above a wide table is its title.
            let is_title = usual > 2 && header.filled() == 1;
            if header.has_identifier() && is_better && !is_title {
                best = Some(header);
            }
        }
    }
    let is_header = |header: &Header| header.score() >= 2;
    best.or_else(|| match table {
        Some(first) => Some(of_row(rows, first.checked_sub(1)?)).filter(is_header),
        None => (0..rows.len()).map(|row| of_row(rows, row)).find(is_header),
    })
}

/// Returns the median number of filled cells per line.
fn usual_filled(rows: &[SampleRow]) -> usize {
    let filled = |row: &SampleRow| row.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let mut counts: Vec<usize> = rows.iter().map(filled).collect();
    counts.sort_unstable();
    counts.get(counts.len() / 2).copied().unwrap_or(0)
}

/// Returns the header on a line that a person chose.
pub(super) fn on_line(rows: &[SampleRow], line: u32) -> Option<Header> {
    let index = rows.iter().position(|row| row.line == line)?;
    let one = of_row(rows, index);
    match of_two_rows(rows, index) {
        Some(two) if two.score() > one.score() => Some(two),
        _ => Some(one),
    }
}

fn of_row(rows: &[SampleRow], row: usize) -> Header {
    let names = rows[row].cells.iter().map(|cell| named(cell)).collect();
    Header { row, names }
}

/// Returns the header that a row and the one above it form together. Returns `None` unless it has more known names than
/// either row alone.
fn of_two_rows(rows: &[SampleRow], row: usize) -> Option<Header> {
    let above_row = row.checked_sub(1)?;
    let upper = &rows[above_row];
    if has_identifier(upper) {
        return None;
    }
    let mut above = String::new();
    let width = rows[row].cells.len().max(upper.filled_width());
    let names = (0..width).map(|index| {
        let (own, lower) = (upper.cell(index), rows[row].cell(index));
        // The text of a merged cell is only in its first column.
        if !own.trim().is_empty() {
            above = one_line(own);
        }
        if lower.trim().is_empty() {
            return named(own);
        }
        let both = format!("{above} {}", one_line(lower));
        match names::joined(&above, &one_line(lower)) {
            Some(name) if !above.is_empty() && may_be_name(&both) => (both, Some(name)),
            _ => named(lower),
        }
    });
    let both = Header { row, names: names.collect() };
    let best_alone = of_row(rows, row).score().max(of_row(rows, above_row).score());
    Some(both).filter(|both| both.score() > best_alone)
}

fn named(cell: &str) -> (String, Option<Name>) {
    // Hostile lists have thousands of empty cells on a line.
    if cell.is_empty() {
        return (String::new(), None);
    }
    let text = one_line(cell);
    let name = if may_be_name(cell) { names::name(&text) } else { None };
    (text, name)
}

/// Returns whether a cell has only characters that occur in names. A cell with a separator contains several names,
/// because the line was split at the wrong separator.
fn may_be_name(cell: &str) -> bool {
    !cell.contains([';', '\t', '|', '=', '@', '%', '<', '>', '{', '}', '\\', '$', '"'])
        && !cell.contains("//")
}

/// Returns whether any cell in a row is a strong identifier, or a serial number after a cell with a label such as `SN`.
/// A header never has one.
fn has_identifier(row: &SampleRow) -> bool {
    let is_serial = |cell: &String| matches!(device_id::form(cell), CellForm::SerialShaped { .. });
    let is_labelled = |pair: &[String]| is_serial(&pair[1]) && device_id::label_cell(&pair[0]).is_some();
    row.cells.iter().any(|cell| device_id::form(cell).is_strong()) || row.cells.windows(2).any(is_labelled)
}

/// Returns whether any cell in a row may be meant as an identifier.
fn may_have_identifier(row: &SampleRow) -> bool {
    row.cells.iter().any(|cell| device_id::form(cell).may_identify())
}

/// Returns a header cell as one short line.
fn one_line(cell: &str) -> String {
    let words = cell.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(MAX_NAME_LENGTH).collect()
}
