use std::io::{Read, Seek};

use crate::domain::manifest::column::header_name;
use crate::domain::manifest::layout::Separator;
use crate::domain::manifest::limits::Limits;
use crate::domain::manifest::probe::Probe;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::rows::Rows;

/// Maximum number of lines used to choose the separator.
const MAX_SAMPLE_LINES: usize = 100;

/// Maximum number of rows used to recognize a file for many customers.
const MAX_SAMPLE_PAIRS: usize = 10;

/// Maximum length of a header name in characters. Longer names are cut off.
const MAX_NAME_LENGTH: usize = 100;

/// The first lines of a file, split by one separator.
pub(super) struct Sample {
    pub(crate) separator: Separator,
    /// Number of cells in the first line.
    pub(crate) width: usize,
    /// Trimmed cells of the first line, at most one more than the maximum number of columns.
    pub(crate) head: Vec<String>,
    /// First and second cells of the first lines.
    pub(crate) pairs: Vec<(String, String)>,
    widths: Vec<usize>,
}

impl Sample {
    /// Returns whether all lines are blank.
    pub(crate) fn is_empty(&self) -> bool {
        self.widths.is_empty()
    }

    /// Returns the number of known column names in the first line. If there is at least one, the line is a header.
    pub(crate) fn known_names(&self) -> usize {
        self.head.iter().filter(|cell| header_name(cell).is_some()).count()
    }

    /// Rates the separator by the header, then by how evenly it splits the lines, then by how rare it is in ordinary
    /// text.
    pub(crate) fn fitness(&self) -> (usize, u8, u8) {
        let times = |width: usize| self.widths.iter().filter(|other| **other == width).count();
        let split = self.widths.iter().copied().filter(|width| *width > 1);
        let (lines, most_common) = (self.widths.len(), split.clone().map(times).max().unwrap_or(0));
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
        };
        (self.known_names(), evenness, rareness)
    }
}

/// Splits the first lines. The sample ends before a line that causes the file to be rejected, because reading the whole
/// file reports it.
pub(super) fn sample(
    source: &mut (impl Read + Seek),
    probe: &Probe,
    separator: Separator,
    start: (u64, u32),
    limits: &Limits,
) -> Result<Sample, ManifestError> {
    let mut rows = Rows::read(source, probe.encoding, separator, start, probe.end, limits.max_line)?;
    let mut sample = Sample { separator, width: 0, head: Vec::new(), pairs: Vec::new(), widths: Vec::new() };
    while sample.widths.len() < MAX_SAMPLE_LINES {
        match rows.advance() {
            Ok(true) => {}
            Ok(false) | Err(ManifestError::Rejected(_)) => break,
            Err(error) => return Err(error),
        }
        let row = rows.row();
        if sample.widths.is_empty() {
            sample.width = row.width();
            let indexes = 0..row.width().min(limits.max_columns + 1);
            sample.head = indexes.map(|index| one_line(&row.cell(index))).collect();
        }
        if sample.pairs.len() < MAX_SAMPLE_PAIRS {
            sample.pairs.push((row.cell(0).into_owned(), row.cell(1).into_owned()));
        }
        sample.widths.push(row.width());
    }
    Ok(sample)
}

/// Returns a header cell as one short line.
fn one_line(cell: &str) -> String {
    let words = cell.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(MAX_NAME_LENGTH).collect()
}
