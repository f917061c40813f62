//! The failed lines that an address asks for. Wrong and unknown values are ignored.

use actix_web::HttpRequest;

use crate::domain::row_error::Reason;
use crate::domain::word::Word;
use crate::store::failed_rows::{self, FailedRow, Source};
use crate::store::{Conn, Error};
use crate::web::page::format::{Pager, counted, shown_of};
use crate::web::page::query::Params;
use crate::web::urls;

/// Lines per page.
const PER_PAGE: i64 = 25;

#[derive(Clone, Copy, Debug)]
enum Place {
    After(i64),
    Before(i64),
}

/// A reason or all of them, and a cursor in the file.
#[derive(Clone, Copy, Debug)]
pub struct ResultsQuery {
    /// Only this reason.
    pub reason: Option<Reason>,
    place: Place,
}

impl ResultsQuery {
    /// Reads the query string of a request.
    pub fn of(request: &HttpRequest) -> ResultsQuery {
        let params = Params::of(request);
        let place = match (params.number("after"), params.number("before")) {
            (None, Some(line)) => Place::Before(line),
            (line, _) => Place::After(line.unwrap_or(0)),
        };
        ResultsQuery { reason: Reason::from_word(params.get("reason")), place }
    }

    /// Returns the query for all reasons, from the first line.
    pub fn all() -> ResultsQuery {
        ResultsQuery { reason: None, place: Place::After(0) }
    }

    /// Returns the query for one reason, from the first line.
    pub fn only(reason: Reason) -> ResultsQuery {
        ResultsQuery { reason: Some(reason), place: Place::After(0) }
    }

    /// Loads the lines of this page, and whether there are lines before and after them.
    pub fn page(self, conn: &mut Conn, source: &Source) -> Result<(Vec<FailedRow>, bool, bool), Error> {
        let (only, shown) = (self.reason, PER_PAGE as usize);
        if let Place::Before(line) = self.place {
            let mut rows = failed_rows::list_before_line(conn, source, only, line, PER_PAGE + 1)?;
            if rows.len() > shown {
                rows.remove(0);
                return Ok((rows, true, true));
            }
        }
        let line = if let Place::After(line) = self.place { line } else { 0 };
        let mut rows = failed_rows::list_after_line(conn, source, only, line, PER_PAGE + 1)?;
        let has_after = rows.len() > shown;
        rows.truncate(shown);
        Ok((rows, line > 0, has_after))
    }

    /// Returns the address of these lines.
    pub fn address(self, base: &str) -> String {
        let (name, line) = match self.place {
            Place::After(line) => ("after", line),
            Place::Before(line) => ("before", line),
        };
        let line = if line == 0 { String::new() } else { line.to_string() };
        let address =
            urls::with_query(base, &[("reason", self.reason.map_or("", Reason::word)), (name, &line)]);
        format!("{address}#failed-lines")
    }

    /// Returns the pager of the list. `of` is the number of all lines.
    pub fn pager(self, base: &str, rows: &[FailedRow], of: i64, has_before: bool, has_after: bool) -> Pager {
        let at = |place| ResultsQuery { place, ..self }.address(base);
        Pager {
            shown: shown_of(rows.len(), counted(of, "line", "lines"), !has_before && !has_after),
            previous: rows.first().filter(|_| has_before).map(|row| at(Place::Before(row.line))),
            next: rows.last().filter(|_| has_after).map(|row| at(Place::After(row.line))),
            ..Pager::default()
        }
    }
}
