//! The query string that selects failed lines. Invalid and unknown values are ignored.

use actix_web::HttpRequest;

use crate::domain::row_error::Reason;
use crate::domain::word::Word;
use crate::store::db::paging::PageEnds;
use crate::store::failed_rows::{self, FailedRow, LineCursor, Source};
use crate::store::{Conn, Error};
use crate::web::page::format::{Pager, counted, shown_of};
use crate::web::page::query::Params;
use crate::web::urls;

/// Lines per page.
const PER_PAGE: usize = 25;

/// The selected reason, if any, and a cursor in the file.
#[derive(Clone, Copy, Debug)]
pub struct ResultsQuery {
    /// The selected reason. `None` for all reasons.
    pub(crate) reason: Option<Reason>,
    cursor: LineCursor,
}

impl ResultsQuery {
    /// Reads the query string of a request.
    pub fn of(request: &HttpRequest) -> ResultsQuery {
        let params = Params::of(request);
        let cursor = match (params.number("after"), params.number("before")) {
            (Some(line), _) => LineCursor::After(line),
            (None, Some(line)) => LineCursor::Before(line),
            (None, None) => LineCursor::First,
        };
        ResultsQuery { reason: Reason::from_word(params.get("reason")), cursor }
    }

    /// Returns the query for all reasons, from the first line.
    pub(crate) fn all() -> ResultsQuery {
        ResultsQuery { reason: None, cursor: LineCursor::First }
    }

    /// Returns the query for one reason, from the first line.
    pub(crate) fn only(reason: Reason) -> ResultsQuery {
        ResultsQuery { reason: Some(reason), cursor: LineCursor::First }
    }

    /// Loads the lines on this page. Also returns whether there are lines before and after them.
    pub(crate) fn page(self, conn: &mut Conn, source: &Source) -> Result<(Vec<FailedRow>, PageEnds), Error> {
        let mut cursor = self.cursor;
        let mut rows = failed_rows::list(conn, source, self.reason, cursor, PER_PAGE as i64 + 1)?;
        if cursor.is_backwards() && rows.len() <= PER_PAGE {
            // There are too few lines before the cursor to fill a page.
            cursor = LineCursor::First;
            rows = failed_rows::list(conn, source, self.reason, cursor, PER_PAGE as i64 + 1)?;
        }
        let ends = cursor.cut(&mut rows, PER_PAGE);
        Ok((rows, ends))
    }

    /// Returns the address of the page that shows these lines.
    pub fn address(self, base: &str) -> String {
        let (name, line) = match self.cursor {
            LineCursor::First => ("after", String::new()),
            LineCursor::After(line) => ("after", line.to_string()),
            LineCursor::Before(line) => ("before", line.to_string()),
        };
        let address =
            urls::with_query(base, &[("reason", self.reason.map_or("", Reason::word)), (name, &line)]);
        format!("{address}#failed-lines")
    }

    /// Returns the pager for the list. `total` is the number of lines on all pages.
    pub(crate) fn pager(self, base: &str, rows: &[FailedRow], total: i64, ends: PageEnds) -> Pager {
        let at = |cursor| ResultsQuery { cursor, ..self }.address(base);
        Pager {
            shown: shown_of(rows.len(), counted(total, "line", "lines"), ends.is_whole()),
            previous: rows.first().filter(|_| ends.has_before).map(|row| at(LineCursor::Before(row.line))),
            next: rows.last().filter(|_| ends.has_after).map(|row| at(LineCursor::After(row.line))),
            ..Pager::default()
        }
    }
}
