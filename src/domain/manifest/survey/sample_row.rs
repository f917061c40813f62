/// A line of a sample.
pub(super) struct SampleRow {
    /// Physical line number, starting at 1.
    pub(super) line: u32,
    pub(super) cells: Vec<String>,
}

impl SampleRow {
    /// Returns a cell, or an empty string beyond the last one.
    pub(super) fn cell(&self, index: usize) -> &str {
        self.cells.get(index).map_or("", String::as_str)
    }

    /// Returns the number of cells up to the last filled one.
    pub(super) fn filled_width(&self) -> usize {
        self.cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1)
    }
}
