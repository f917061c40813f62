//! Fills the rows that merged cells cover.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};

use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::cpu_time::CpuDeadline;
use crate::domain::manifest::workbook::limits::{MAX_COLUMNS, MAX_LINE_BYTES};
use crate::domain::manifest::workbook::options::UnpackOptions;
use crate::domain::manifest::workbook::summary::Span;
use crate::domain::manifest::workbook_rejection::WorkbookRejection;

/// A merged cell: its first row, its last row and its column in the lines.
struct Merge {
    first: u64,
    last: u64,
    column: usize,
}

/// Copies the lines, and repeats the text of each merged cell in the rows that it covers.
///
/// Rows without any other cell stay empty, because a title can also be merged across several rows.
pub(super) fn fill(
    merged: &[(Span, Span)],
    left: usize,
    source: &mut File,
    target: &mut File,
    options: UnpackOptions<'_>,
) -> Result<(), ManifestError> {
    // Reading the workbook has its own limit.
    let deadline = CpuDeadline::after(options.cpu_time / 4);
    let mut merges: Vec<Merge> = merged.iter().filter_map(|ranges| merge(ranges, left)).collect();
    merges.sort_by_key(|merge| merge.first);
    let mut merges = merges.into_iter().peekable();
    // There is at most one for each column, because merged cells can't overlap.
    let mut open: BTreeMap<usize, (u64, Vec<u8>)> = BTreeMap::new();
    source.seek(SeekFrom::Start(0))?;
    let mut source = BufReader::with_capacity(128 * 1024, source);
    let mut target = BufWriter::with_capacity(128 * 1024, target);
    let (mut bytes, mut line, mut filled) = (0u64, Vec::new(), Vec::new());
    for index in 0u64.. {
        if index % 4_096 == 0 {
            options.cancellation.check()?;
            if deadline.has_passed() {
                return Err(WorkbookRejection::TooSlow.into());
            }
        }
        line.clear();
        // The length of a line is bounded, because that of a row is.
        if source.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        open.retain(|_, (last, _)| *last >= index);
        let written = match open.is_empty() || line == b"\n" {
            true => &line,
            false => {
                repeat(&open, &line, &mut filled);
                &filled
            }
        };
        while let Some(merge) = merges.next_if(|merge| merge.first <= index) {
            let cell = cells(&line).nth(merge.column).unwrap_or_default();
            if merge.first == index && !cell.is_empty() {
                open.insert(merge.column, (merge.last, cell.to_vec()));
            }
        }
        bytes += written.len() as u64;
        if bytes > MAX_LINE_BYTES {
            return Err(WorkbookRejection::TooLarge(MAX_LINE_BYTES).into());
        }
        target.write_all(written)?;
    }
    Ok(target.flush()?)
}

fn merge(((first, last), (column, _)): &(Span, Span), left: usize) -> Option<Merge> {
    let column = (*column as usize).checked_sub(left)?;
    // Cells beyond the limit are in a different column of the line.
    let is_kept = first < last && column + 1 < MAX_COLUMNS;
    is_kept.then_some(Merge { first: u64::from(*first), last: u64::from(*last), column })
}

/// Returns the cells of a line. A cell can't contain a tab, even between quotation marks.
fn cells(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.strip_suffix(b"\n").unwrap_or(line).split(|byte| *byte == b'\t')
}

/// Writes a line, and fills its empty cells with the text of the merged cells that cover them.
fn repeat(open: &BTreeMap<usize, (u64, Vec<u8>)>, line: &[u8], filled: &mut Vec<u8>) {
    filled.clear();
    let last = open.last_key_value().map_or(0, |(column, _)| *column);
    let mut cells = cells(line);
    for column in 0.. {
        let cell = cells.next();
        if cell.is_none() && column > last {
            break;
        }
        if column > 0 {
            filled.push(b'\t');
        }
        match (cell.filter(|cell| !cell.is_empty()), open.get(&column)) {
            (Some(cell), _) => filled.extend_from_slice(cell),
            (None, Some((_, text))) => filled.extend_from_slice(text),
            (None, None) => {}
        }
    }
    filled.push(b'\n');
}
