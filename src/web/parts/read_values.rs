//! The devices of a list, with what each identifier was read from. A check shows what will be uploaded, and the page of
//! an upload shows what was.

use actix_web::HttpRequest;

use super::read_values_line::{ValueLine, lines};
use crate::domain::manifest::{ValueKind, tally};
use crate::domain::word::Word;
use crate::store::db::paging::{Cursor, PageEnds};
use crate::store::submissions::row_index;
use crate::store::{Conn, Error};
use crate::uploads::shown_rows::{self, Selection, ShownRow};
use crate::web::page::format::{Pager, counted, number, shown_of};
use crate::web::page::query::Params;
use crate::web::urls;

/// Devices per page.
const PER_PAGE: usize = 25;

/// The query string that selects devices: one kind or all kinds, and a cursor in the file. Invalid values are ignored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ValuesQuery {
    kind: Option<ValueKind>,
    cursor: Cursor<i64>,
}

impl ValuesQuery {
    /// Reads the query string of a request.
    pub(crate) fn of(request: &HttpRequest) -> ValuesQuery {
        let params = Params::of(request);
        let cursor = match (params.number("devices-after"), params.number("devices-before")) {
            (Some(line), _) => Cursor::After(line),
            (None, Some(line)) => Cursor::Before(line),
            (None, None) => Cursor::First,
        };
        ValuesQuery { kind: ValueKind::from_word(params.get("kind")), cursor }
    }

    /// Returns the query for all kinds, from the first line.
    pub(crate) fn all() -> ValuesQuery {
        ValuesQuery { kind: None, cursor: Cursor::First }
    }

    fn address(self, base: &str) -> String {
        let (name, line) = match self.cursor {
            Cursor::First => ("devices-after", String::new()),
            Cursor::After(line) => ("devices-after", line.to_string()),
            Cursor::Before(line) => ("devices-before", line.to_string()),
        };
        let kind = self.kind.map_or("", ValueKind::word);
        format!("{}#devices", urls::with_query(base, &[("kind", kind), (name, &line)]))
    }
}

/// The devices, as loaded from the database.
pub(crate) struct LoadedValues {
    query: ValuesQuery,
    counts: Vec<(ValueKind, i64)>,
    /// `None` if the file isn't stored any more.
    rows: Option<Vec<ShownRow>>,
    ends: PageEnds,
}

impl LoadedValues {
    /// Loads the devices on a page. `selection` has no kind yet.
    pub(crate) fn new(
        conn: &mut Conn,
        selection: Selection,
        query: ValuesQuery,
    ) -> Result<LoadedValues, Error> {
        let counts =
            row_index::load_counts(conn, selection.submission, selection.destination.map(i64::from))?;
        // A kind that doesn't occur is ignored, because finding none would mean reading all rows.
        let kind = query.kind.filter(|kind| counts.iter().any(|(other, _)| other == kind));
        let query = ValuesQuery { kind, ..query };
        let selection = Selection { kind, ..selection };
        let mut cursor = query.cursor;
        let mut rows = shown_rows::load(conn, selection, cursor, PER_PAGE + 1)?;
        if cursor.is_backwards() && rows.as_ref().is_some_and(|rows| rows.len() <= PER_PAGE) {
            // There are too few lines before the cursor to fill a page.
            cursor = Cursor::First;
            rows = shown_rows::load(conn, selection, cursor, PER_PAGE + 1)?;
        }
        let ends = rows.as_mut().map_or_else(PageEnds::default, |rows| cursor.cut(rows, PER_PAGE));
        Ok(LoadedValues { query, counts, rows, ends })
    }

    /// Returns the counts in words: "480 IMEIs, 12 serial numbers, 3 shortened".
    pub(crate) fn figures(&self) -> String {
        tally(&self.counts)
    }
}

/// The section with the devices.
pub(crate) struct ReadValues {
    /// The heading: "What will be uploaded".
    pub(crate) heading: &'static str,
    /// The counts in words. Empty if they are unknown.
    pub(crate) figures: String,
    pub(crate) filters: Vec<KindFilter>,
    /// `None` if the file isn't stored any more.
    pub(crate) lines: Option<Vec<ValueLine>>,
    /// Whether a line of the list has several columns.
    pub(crate) with_column: bool,
    pub(crate) pager: Pager,
}

/// A filter by kind.
pub(crate) struct KindFilter {
    pub(crate) label: &'static str,
    pub(crate) count: String,
    pub(crate) url: String,
    pub(crate) current: bool,
}

impl ReadValues {
    /// Creates the section for the page at `url`. `devices` is the number of devices that didn't fail.
    pub(crate) fn new(heading: &'static str, url: &str, devices: i64, loaded: LoadedValues) -> ReadValues {
        let query = loaded.query;
        let filter = |kind: Option<ValueKind>, count| KindFilter {
            label: kind.map_or("All", ValueKind::label),
            count: number(count),
            url: ValuesQuery { kind, cursor: Cursor::First }.address(url),
            current: kind == query.kind,
        };
        let mut filters = vec![filter(None, devices)];
        filters.extend(loaded.counts.iter().map(|(kind, count)| filter(Some(*kind), *count)));
        let total = match query.kind {
            None => devices,
            Some(kind) => {
                loaded.counts.iter().find(|(other, _)| *other == kind).map_or(0, |(_, count)| *count)
            }
        };
        let at = |cursor| ValuesQuery { cursor, ..query }.address(url);
        let rows = loaded.rows.as_deref().unwrap_or_default();
        let shown = rows.iter().map(|row| row.devices.len()).sum();
        let ends = loaded.ends;
        let lines = loaded.rows.as_deref().map(lines);
        ReadValues {
            heading,
            figures: tally(&loaded.counts),
            filters,
            with_column: lines.iter().flatten().any(|line| !line.column.is_empty()),
            pager: Pager {
                shown: shown_of(shown, counted(total, "device", "devices"), ends.is_whole()),
                previous: rows.first().filter(|_| ends.has_before).map(|row| at(Cursor::Before(row.line))),
                next: rows.last().filter(|_| ends.has_after).map(|row| at(Cursor::After(row.line))),
                ..Pager::default()
            },
            lines,
        }
    }
}
