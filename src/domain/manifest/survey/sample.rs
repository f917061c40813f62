use std::io::{Read, Seek};

use crate::domain::manifest::column::name;
use crate::domain::manifest::layout::Separator;
use crate::domain::manifest::limits::Limits;
use crate::domain::manifest::probe::Probe;
use crate::domain::manifest::refusal::ManifestError;
use crate::domain::manifest::rows::Rows;

/// Lines from which the separator is concluded.
const LINES: usize = 100;

/// Rows from which a file for many customers is known.
const PAIRS: usize = 10;

/// Characters of a header name that are kept.
const LONGEST_NAME: usize = 100;

/// The first lines of a file, as one separator splits them.
pub(super) struct Sample {
    pub separator: Separator,
    /// Cells of the first line.
    pub width: usize,
    /// The first line's cells: trimmed, at most one more than columns are read.
    pub head: Vec<String>,
    /// First and second cell of the first lines.
    pub pairs: Vec<(String, String)>,
    widths: Vec<usize>,
}

impl Sample {
    /// Whether there is no line with anything on it.
    pub fn is_empty(&self) -> bool {
        self.widths.is_empty()
    }

    /// How many cells of the first line are names of columns; with any, it is a header.
    pub fn known_names(&self) -> usize {
        self.head.iter().filter(|cell| name(cell).is_some()).count()
    }

    /// How well the separator fits: the header decides, then how evenly it splits the lines, then how rarely the
    /// character stands in a text.
    pub fn fitness(&self) -> (usize, u8, u8) {
        let times = |width: usize| self.widths.iter().filter(|other| **other == width).count();
        let split = self.widths.iter().copied().filter(|width| *width > 1);
        let (lines, most_common) = (self.widths.len(), split.clone().map(times).max().unwrap_or(0));
        let evenness = match most_common {
            0 => 0,
            all if all == lines => 3,
            many if many * 2 > lines => 2,
            // Lines of many lengths, as when cells at the end are left out.
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

/// Splits the first lines. A refusal ends the sample: reading the whole file with the right separator finds it again.
pub(super) fn sample(
    source: &mut (impl Read + Seek),
    probe: &Probe,
    separator: Separator,
    start: (u64, u32),
    limits: &Limits,
) -> Result<Sample, ManifestError> {
    let mut rows = Rows::read(source, probe.encoding, separator, start, probe.end, limits.max_line)?;
    let mut sample = Sample { separator, width: 0, head: Vec::new(), pairs: Vec::new(), widths: Vec::new() };
    while sample.widths.len() < LINES {
        match rows.advance() {
            Ok(true) => {}
            Ok(false) | Err(ManifestError::Refused(_)) => break,
            Err(error) => return Err(error),
        }
        let row = rows.row();
        if sample.widths.is_empty() {
            sample.width = row.width();
            let places = 0..row.width().min(limits.max_columns + 1);
            sample.head = places.map(|place| shown(&row.cell(place))).collect();
        }
        if sample.pairs.len() < PAIRS {
            sample.pairs.push((row.cell(0).into_owned(), row.cell(1).into_owned()));
        }
        sample.widths.push(row.width());
    }
    Ok(sample)
}

/// A header cell as it is shown: one short line.
fn shown(cell: &str) -> String {
    let words = cell.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(LONGEST_NAME).collect()
}
