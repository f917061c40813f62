use crate::domain::manifest::workbook::limits::{MAX_CELL_LENGTH, MAX_COLUMNS};

/// The filled cells of a row, from left to right.
#[derive(Default)]
pub(super) struct SheetRow {
    /// First column, number of columns and text.
    cells: Vec<(usize, usize, String)>,
    /// Length of all cells in characters.
    length: usize,
}

impl SheetRow {
    /// Returns the column of the first filled cell. Returns `None` if there is none.
    pub(super) fn first_column(&self) -> Option<usize> {
        self.cells.first().map(|(column, ..)| *column)
    }

    /// Returns the column and text of each filled cell. A repeated cell is returned once.
    pub(super) fn cells(&self) -> impl Iterator<Item = (usize, &str)> {
        self.cells.iter().map(|(column, _, text)| (*column, text.as_str()))
    }

    /// Puts text into a number of columns. Text that consists only of spaces leaves them empty.
    ///
    /// Text beyond the length of a cell is cut off for the whole row, because its line is rejected anyway.
    pub(super) fn put(&mut self, column: usize, times: usize, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let text = self.cleaned(text);
        let is_full = self.cells.len() >= MAX_COLUMNS;
        match self.cells.last_mut() {
            Some((last, _, cell)) if *last == column || (*last < column && is_full) => {
                self.length -= std::mem::replace(cell, text).len();
            }
            Some((last, ..)) if *last > column => {
                match self.cells.binary_search_by_key(&column, |(column, ..)| *column) {
                    Ok(index) => self.length -= std::mem::replace(&mut self.cells[index].2, text).len(),
                    Err(index) => {
                        self.cells.truncate(MAX_COLUMNS - 1);
                        self.cells.insert(index.min(self.cells.len()), (column, times, text));
                    }
                }
            }
            _ => self.cells.push((column, times, text)),
        }
    }

    /// Replaces the characters that would end a cell or a line with another control character.
    fn cleaned(&mut self, text: &str) -> String {
        let room = MAX_CELL_LENGTH.saturating_sub(self.length);
        let clean = |c| if matches!(c, '\t' | '\n' | '\r') { '\u{B}' } else { c };
        let is_clean = ['\t', '\n', '\r'].iter().all(|c| !text.contains(*c));
        let text = match is_clean && text.len() <= room {
            true => text.to_owned(),
            false => text.chars().map(clean).take(room).collect(),
        };
        self.length += text.len();
        text
    }

    /// Appends the row's line and empties the row. The line begins at the column `left`.
    pub(super) fn take_line(&mut self, left: usize, line: &mut String) {
        const LAST: usize = MAX_COLUMNS - 1;
        let (mut at, count) = (0, self.cells.len());
        for (index, (column, times, cell)) in self.cells.drain(..).enumerate() {
            let from = column.saturating_sub(left);
            let to = from.saturating_add(times.max(1));
            // Only the last of the cells beyond the limit is kept.
            let (from, to) = match index + 1 == count {
                true => (from.min(LAST), to.min(MAX_COLUMNS)),
                false if from >= LAST => continue,
                false => (from, to.min(LAST)),
            };
            let cell = match cell.contains('"') {
                true => format!("\"{}\"", cell.replace('"', "\"\"")),
                false => cell,
            };
            line.push_str(&"\t".repeat(from - at));
            line.push_str(&cell);
            line.push_str(&format!("\t{cell}").repeat(to - from - 1));
            at = to - 1;
        }
        self.length = 0;
    }
}
