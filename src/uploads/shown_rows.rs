//! A page of the rows with devices, with what each identifier was read from.

use crate::domain::ids::SubmissionId;
use crate::domain::manifest::{Layout, Rows, TracedId, ValueKind, ValueKinds, trace};
use crate::store::db::paging::Cursor;
use crate::store::submissions::files;
use crate::store::submissions::row_index::{self, IndexPart};
use crate::store::{Conn, Error, failed_rows};
use crate::uploads::row_index::{IndexEntry, load_part};
use crate::uploads::stored_file::StoredFile;

/// Number of entries that are compared with the failed lines at first. Most pages need only one comparison. Further
/// ones are larger, in case many lines failed.
const FIRST_BATCH: usize = 500;

/// A row with devices that didn't fail.
#[derive(Clone, Debug)]
pub(crate) struct ShownRow {
    /// Physical line in the file, counted from 1.
    pub(crate) line: i64,
    /// The identifiers of each device.
    pub(crate) devices: Vec<Vec<TracedId>>,
}

/// The rows to show.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Selection {
    pub(crate) submission: SubmissionId,
    /// Position of the only upload. `None` for all uploads of the submission.
    pub(crate) destination: Option<u16>,
    /// The only kind. `None` for all kinds.
    pub(crate) kind: Option<ValueKind>,
}

impl Selection {
    /// Selects the rows of a whole submission.
    pub(crate) fn of_submission(submission: SubmissionId) -> Selection {
        Selection { submission, destination: None, kind: None }
    }
}

/// Returns at most `limit` rows from the cursor, in line order. Returns `None` if the file isn't stored any more, or if
/// its rows weren't indexed.
pub(crate) fn load(
    conn: &mut Conn,
    selection: Selection,
    cursor: Cursor<i64>,
    limit: usize,
) -> Result<Option<Vec<ShownRow>>, Error> {
    let parts = row_index::list(conn, selection.submission)?;
    let layout = files::load_layout(conn, selection.submission)?;
    let layout: Option<Layout> = layout.and_then(|layout| serde_json::from_str(&layout).ok());
    let (Some(layout), false) = (layout, parts.is_empty()) else { return Ok(None) };
    let entries = find(conn, selection, &parts, cursor, limit)?;
    let mut source = StoredFile::new(conn, selection.submission);
    let read = |entry: IndexEntry| -> Result<_, Error> {
        Ok((i64::from(entry.line), read(&mut source, &layout, entry)?))
    };
    let lines = entries.into_iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    let mut rows = Vec::with_capacity(lines.len());
    for (line, mut devices) in lines {
        // Lines with one device are here only if it didn't fail.
        if devices.len() > 1 {
            let failed = failed_rows::list_slots(conn, selection.submission, line)?;
            devices.retain(|(slot, _)| !failed.contains(&i64::from(*slot)));
        }
        rows.push(ShownRow { line, devices: devices.into_iter().map(|(_, ids)| ids).collect() });
    }
    Ok(Some(rows))
}

fn read(
    source: &mut StoredFile<'_>,
    layout: &Layout,
    entry: IndexEntry,
) -> Result<Vec<(u8, Vec<TracedId>)>, Error> {
    let failed = |error: std::io::Error| Error::Database(format!("reading a submitted file: {error}"));
    let mut rows = Rows::at(source, layout, entry.offset, entry.line).map_err(failed)?;
    let row = rows.next_row().map_err(failed)?;
    Ok(row.map(|row| trace(layout, row)).unwrap_or_default())
}

/// Returns the entries to show, in line order.
fn find(
    conn: &mut Conn,
    selection: Selection,
    parts: &[IndexPart],
    cursor: Cursor<i64>,
    limit: usize,
) -> Result<Vec<IndexEntry>, Error> {
    let is_backwards = cursor.is_backwards();
    let is_in_range = |line: u32| match cursor {
        Cursor::First => true,
        Cursor::After(after) => i64::from(line) > after,
        Cursor::Before(before) => i64::from(line) < before,
    };
    // The last part that begins at or before the cursor.
    let start = match cursor {
        Cursor::First => 0,
        Cursor::After(line) | Cursor::Before(line) => {
            parts.partition_point(|part| part.first_line <= line).saturating_sub(1)
        }
    };
    let order: Vec<&IndexPart> = match is_backwards {
        true => parts.iter().take(start + 1).rev().collect(),
        false => parts.iter().skip(start).collect(),
    };
    let has_kind = |kinds: ValueKinds| selection.kind.is_none_or(|kind| kinds.has(kind));
    let mut batch_size = FIRST_BATCH;
    let mut found = Vec::new();
    for part in order {
        if !has_kind(ValueKinds::from_bits(part.kinds as u16)) {
            continue;
        }
        let entries = load_part(conn, selection.submission, part.part)?.unwrap_or_default();
        let is_selected = |entry: &IndexEntry| {
            is_in_range(entry.line)
                && has_kind(entry.kinds)
                && selection.destination.is_none_or(|destination| entry.destination == destination)
        };
        let mut selected: Vec<IndexEntry> = entries.into_iter().filter(is_selected).collect();
        if is_backwards {
            selected.reverse();
        }
        let mut rest = selected.as_slice();
        while !rest.is_empty() && found.len() < limit {
            let (batch, after) = rest.split_at(batch_size.min(rest.len()));
            found.extend(without_failed(conn, selection.submission, batch)?);
            (rest, batch_size) = (after, batch_size.saturating_mul(4));
        }
        if found.len() >= limit {
            break;
        }
    }
    found.truncate(limit);
    if is_backwards {
        found.reverse();
    }
    Ok(found)
}

fn without_failed(
    conn: &mut Conn,
    submission: SubmissionId,
    batch: &[IndexEntry],
) -> Result<Vec<IndexEntry>, Error> {
    let lines = || batch.iter().map(|entry| i64::from(entry.line));
    let (Some(first), Some(last)) = (lines().min(), lines().max()) else { return Ok(Vec::new()) };
    let failed = failed_rows::list_lines_between(conn, submission, first, last)?;
    // A line is listed once for each of its failed devices.
    let is_shown = |entry: &&IndexEntry| {
        let line = i64::from(entry.line);
        let failed_before = |limit: i64| failed.partition_point(|failed| *failed < limit);
        failed_before(line + 1) - failed_before(line) < usize::from(entry.devices.max(1))
    };
    Ok(batch.iter().filter(is_shown).copied().collect())
}
