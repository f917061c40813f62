use std::collections::BTreeSet;
use std::io::{Read, Seek};

use super::header;
use super::sample_row::SampleRow;
use crate::domain::manifest::limits::Limits;
use crate::domain::manifest::probe::Probe;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::row_rules::RowRules;
use crate::domain::manifest::rows::Rows;
use crate::domain::manifest::separator::Separator;
use crate::domain::manifest::word_line::is_word_line;

/// Maximum number of lines used to choose the separator.
pub(super) const MAX_PROBE_LINES: usize = 100;

/// Maximum number of lines whose cells are used to determine what the columns mean.
pub(super) const MAX_SAMPLE_LINES: usize = 2_050;

/// Maximum size of a sample in bytes.
const MAX_SAMPLE_BYTES: u64 = 4 << 20;

/// The first lines of a list, split by one separator.
pub(super) struct Sample {
    pub(super) separator: Separator,
    pub(super) rows: Vec<SampleRow>,
}

impl Sample {
    /// Rates the separator by the names in the best header, then by how evenly it splits the lines, then by how rare it
    /// is in ordinary text.
    pub(super) fn fitness(&self) -> (usize, u8, u8) {
        let widths: Vec<usize> = self.rows.iter().map(|row| row.cells.len()).collect();
        let times = |width: usize| widths.iter().filter(|other| **other == width).count();
        let split = widths.iter().copied().filter(|width| *width > 1);
        let (lines, most_common) = (widths.len(), split.clone().map(times).max().unwrap_or(0));
        let evenness = match most_common {
            0 => 0,
            all if all == lines => 3,
            many if many * 2 > lines => 2,
            // The number of cells varies, for example because empty cells at the ends of lines are missing.
            _ => u8::from(split.count() * 2 > lines),
        };
        let rareness = match self.separator {
            _ if evenness == 0 => 0,
            Separator::Comma => 0,
            Separator::Semicolon => 1,
            Separator::Tab => 2,
            Separator::Bar => 3,
        };
        (header::best_score(&self.rows), evenness, rareness)
    }

    /// Returns whether the lines are the rows of a table with several columns: each of them fills as many cells.
    pub(super) fn is_table(&self) -> bool {
        let is_words = |row: &SampleRow| is_word_line(row.cells.iter().map(String::as_str));
        let mut widths = self.rows.iter().filter(|row| !is_words(row)).map(SampleRow::filled_width);
        let Some(first) = widths.next().filter(|width| *width > 1) else { return false };
        let mut others = 0;
        widths.all(|width| {
            others += 1;
            width == first
        }) && others > 0
    }

    /// Returns the most common number of cells in the lines from this index on, without columns at the end that are
    /// always empty.
    pub(super) fn usual_width(&self, from: usize) -> usize {
        let rows = self.rows.get(from..).unwrap_or_default();
        let times = |width: usize| rows.iter().filter(|row| row.cells.len() == width).count();
        let widths: BTreeSet<usize> = rows.iter().map(|row| row.cells.len()).collect();
        let most = widths.iter().map(|width| times(*width)).max().unwrap_or(0);
        // If several widths are equally common, the one that occurs first is used.
        let usual = rows.iter().map(|row| row.cells.len()).find(|width| times(*width) == most).unwrap_or(1);
        let filled = rows.iter().map(SampleRow::filled_width).max().unwrap_or(1);
        usual.min(filled).max(1)
    }
}

/// Splits the first lines, at most `max_lines`. The sample ends before any line that causes the file to be rejected,
/// because that line is reported when the whole file is read.
pub(super) fn sample(
    source: &mut (impl Read + Seek),
    probe: &Probe,
    separator: Separator,
    start: (u64, u32),
    limits: &Limits,
    max_lines: usize,
) -> Result<Sample, ManifestError> {
    let rules = RowRules::new(separator);
    let end = probe.end.min(start.0.saturating_add(MAX_SAMPLE_BYTES));
    let mut rows = Rows::read(source, probe.encoding, rules, start, end, limits.max_line)?;
    let mut sample = Sample { separator, rows: Vec::new() };
    while sample.rows.len() < max_lines {
        match rows.advance() {
            Ok(true) => {}
            Ok(false) | Err(ManifestError::Rejected(_)) => break,
            Err(error) => return Err(error),
        }
        let row = rows.row();
        let indexes = 0..row.width().min(limits.max_columns + 1);
        let cells: Vec<String> = indexes.map(|index| row.cell(index).into_owned()).collect();
        sample.rows.push(SampleRow { line: row.line, cells });
    }
    // The line at the end of the sample is incomplete, unless it is the only one.
    if sample.rows.len() < max_lines && end < probe.end && sample.rows.len() > 1 {
        sample.rows.pop();
    }
    Ok(sample)
}
