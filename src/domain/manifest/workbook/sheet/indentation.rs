use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};

use crate::domain::manifest::cancellation::Cancellation;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::limits::{MAX_COLUMNS, MAX_LINE_BYTES};
use crate::domain::manifest::workbook_rejection::WorkbookRejection;

/// The columns at which the written lines begin.
#[derive(Default)]
pub(super) struct Indentation {
    /// Index of a line, and the column at which it and the following lines begin. The columns decrease.
    steps: Vec<(u64, usize)>,
}

impl Indentation {
    /// Returns the column at which a line with this first column begins.
    pub(super) fn left_of(&mut self, line: u64, column: usize) -> usize {
        match self.steps.last() {
            Some((_, left)) if *left <= column => *left,
            _ => {
                self.steps.push((line, column));
                // Lines that begin far to the right end up in the last column, so one step is enough for them.
                let far =
                    self.steps.iter().filter(|(_, left)| *left > column.saturating_add(MAX_COLUMNS)).count();
                let first = self.steps[0].0;
                self.steps.drain(..far.saturating_sub(1));
                self.steps[0].0 = first;
                column
            }
        }
    }

    /// Returns the leftmost column of all lines. Returns `None` if no line has a cell.
    pub(super) fn left(&self) -> Option<usize> {
        self.steps.last().map(|(_, left)| *left)
    }

    /// Returns whether lines begin at different columns.
    pub(super) fn is_needed(&self) -> bool {
        self.steps.len() > 1
    }

    /// Copies the lines so that all begin at the same column.
    pub(super) fn indent(
        &self,
        source: &mut File,
        target: &mut File,
        cancellation: &Cancellation,
    ) -> Result<(), ManifestError> {
        source.seek(SeekFrom::Start(0))?;
        let mut source = BufReader::with_capacity(128 * 1024, source);
        let mut target = BufWriter::with_capacity(128 * 1024, target);
        let left = self.left().unwrap_or(0);
        let mut steps = self.steps.iter().peekable();
        let (mut tabs, mut bytes, mut line) = (0, 0u64, Vec::new());
        for index in 0u64.. {
            if index % 4_096 == 0 {
                cancellation.check()?;
            }
            if let Some((_, column)) = steps.next_if(|(first, _)| *first <= index) {
                tabs = (column - left).min(MAX_COLUMNS - 1);
            }
            line.clear();
            // The length of a line is bounded, because that of a row is.
            if source.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            bytes += write_indented(&mut target, &line, tabs)?;
            if bytes > MAX_LINE_BYTES {
                return Err(WorkbookRejection::TooLarge(MAX_LINE_BYTES).into());
            }
        }
        Ok(target.flush()?)
    }
}

/// Writes a line after this many tabs. Returns the number of bytes.
fn write_indented(target: &mut impl Write, line: &[u8], tabs: usize) -> io::Result<u64> {
    if tabs == 0 || line == b"\n" {
        target.write_all(line)?;
        return Ok(line.len() as u64);
    }
    target.write_all(&[b'\t'; MAX_COLUMNS][..tabs])?;
    let room = MAX_COLUMNS - 1 - tabs;
    let mut ends = line.iter().enumerate().filter(|(_, byte)| **byte == b'\t').map(|(at, _)| at + 1);
    // Only the last of the cells beyond the limit is kept.
    let (kept, last) = match (room.checked_sub(1).map_or(Some(0), |nth| ends.nth(nth)), ends.next_back()) {
        (Some(kept), Some(last)) => (kept, last.max(kept)),
        (Some(kept), None) => (kept, kept),
        (None, _) => (line.len(), line.len()),
    };
    target.write_all(&line[..kept])?;
    target.write_all(&line[last..])?;
    Ok((tabs + kept + line.len() - last) as u64)
}
