//! The query string that selects failed lines. Invalid and unknown values are ignored.

use actix_web::HttpRequest;

use crate::domain::row_error::Reason;
use crate::domain::row_position::RowPosition;
use crate::domain::word::Word;
use crate::store::db::paging::PageEnds;
use crate::store::failed_rows::listing::{self, ReasonFilter, RowCursor, RowFilter, RowState};
use crate::store::failed_rows::{FailedRow, Source};
use crate::store::{Conn, Error};
use crate::web::page::format::{Pager, counted, shown_of};
use crate::web::page::query::Params;
use crate::web::urls;

/// Lines per page.
const PER_PAGE: usize = 25;

/// The value of `lines` that selects resolved lines.
const RESOLVED: &str = "corrected";

/// The selected reason, if any, and a cursor in the file.
#[derive(Clone, Copy, Debug)]
pub struct ResultsQuery {
    /// The selected reason. `None` for all reasons.
    pub(crate) reason: Option<Reason>,
    /// Whether the lines that corrections have resolved are shown instead of those that are left.
    pub(crate) is_resolved: bool,
    cursor: RowCursor,
}

/// Returns the position as addresses write it: the line, and a point and the device if it isn't the line's first.
fn word(RowPosition { line, slot }: RowPosition) -> String {
    if slot == 0 { line.to_string() } else { format!("{line}.{slot}") }
}

/// Reads a position in an address. Returns `None` if there is none.
fn position(word: &str) -> Option<RowPosition> {
    let (line, slot) = word.split_once('.').unwrap_or((word, "0"));
    Some(RowPosition { line: line.parse().ok()?, slot: slot.parse().ok()? })
}

impl ResultsQuery {
    /// Reads the query string of a request.
    pub fn of(request: &HttpRequest) -> ResultsQuery {
        let params = Params::of(request);
        let cursor = match (position(params.get("after")), position(params.get("before"))) {
            (Some(position), _) => RowCursor::After(position),
            (None, Some(position)) => RowCursor::Before(position),
            (None, None) => RowCursor::First,
        };
        let is_resolved = params.get("lines") == RESOLVED;
        ResultsQuery { reason: Reason::from_word(params.get("reason")), is_resolved, cursor }
    }

    /// Returns the query for all reasons, from the first line.
    pub(crate) fn all() -> ResultsQuery {
        ResultsQuery { reason: None, is_resolved: false, cursor: RowCursor::First }
    }

    /// Returns the query for all resolved lines, from the first one.
    pub(crate) fn resolved() -> ResultsQuery {
        ResultsQuery { is_resolved: true, ..ResultsQuery::all() }
    }

    /// Returns the same query for one reason or for all, from the first line.
    pub(crate) fn with_reason(self, reason: Option<Reason>) -> ResultsQuery {
        ResultsQuery { reason, cursor: RowCursor::First, ..self }
    }

    /// Returns whether lines that editing can't correct are listed separately.
    pub(crate) fn splits(self) -> bool {
        !self.is_resolved && self.reason.is_none()
    }

    /// Returns whether the page begins with the first line.
    fn is_first(self) -> bool {
        self.cursor == RowCursor::First
    }

    fn filter(self) -> RowFilter {
        RowFilter {
            state: if self.is_resolved { RowState::Resolved } else { RowState::Open },
            reasons: match self.reason {
                Some(reason) => ReasonFilter::Only(reason),
                None if self.is_resolved => ReasonFilter::All,
                None => ReasonFilter::Correctable,
            },
        }
    }

    /// Loads the lines on this page. Also returns whether there are lines before and after them.
    pub(crate) fn page(self, conn: &mut Conn, source: &Source) -> Result<(Vec<FailedRow>, PageEnds), Error> {
        let mut cursor = self.cursor;
        let mut rows = listing::list(conn, source, self.filter(), cursor, PER_PAGE as i64 + 1)?;
        if cursor.is_backwards() && rows.len() <= PER_PAGE {
            // There are too few lines before the cursor to fill a page.
            cursor = RowCursor::First;
            rows = listing::list(conn, source, self.filter(), cursor, PER_PAGE as i64 + 1)?;
        }
        let ends = cursor.cut(&mut rows, PER_PAGE);
        Ok((rows, ends))
    }

    /// Loads the first lines that editing can't correct, because their devices are registered already. Returns none
    /// unless the page lists them separately.
    pub(crate) fn registered(self, conn: &mut Conn, source: &Source) -> Result<Vec<FailedRow>, Error> {
        if !self.splits() || !self.is_first() {
            return Ok(Vec::new());
        }
        let filter = RowFilter { state: RowState::Open, reasons: ReasonFilter::Registered };
        listing::list(conn, source, filter, RowCursor::First, PER_PAGE as i64)
    }

    /// Returns the address of the page that shows these lines.
    pub fn address(self, base: &str) -> String {
        let (name, line) = match self.cursor {
            RowCursor::First => ("after", String::new()),
            RowCursor::After(position) => ("after", word(position)),
            RowCursor::Before(position) => ("before", word(position)),
        };
        let reason = self.reason.map_or("", Reason::word);
        let lines = if self.is_resolved { RESOLVED } else { "" };
        let address = urls::with_query(base, &[("reason", reason), ("lines", lines), (name, &line)]);
        format!("{address}#failed-lines")
    }

    /// Returns the pager for the list. `total` is the number of lines on all pages.
    pub(crate) fn pager(self, base: &str, rows: &[FailedRow], total: i64, ends: PageEnds) -> Pager {
        let at = |cursor| ResultsQuery { cursor, ..self }.address(base);
        Pager {
            shown: shown_of(rows.len(), counted(total, "line", "lines"), ends.is_whole()),
            previous: rows
                .first()
                .filter(|_| ends.has_before)
                .map(|row| at(RowCursor::Before(row.position()))),
            next: rows.last().filter(|_| ends.has_after).map(|row| at(RowCursor::After(row.position()))),
            ..Pager::default()
        }
    }
}
