//! The query string of the review queue. Invalid and unknown values are ignored.

use actix_web::HttpRequest;
use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use crate::domain::actor::Scope;
use crate::domain::ids::{ResellerId, ResellerKey};
use crate::domain::row_error::Reason;
use crate::domain::word::Word;
use crate::store::db::paging::PageEnds;
use crate::store::support::queue::{
    PositionedItem, QueueCursor, QueueFilter, STALL_TIMEOUT, View, ViewCounts, list_items,
};
use crate::store::{Conn, Error, resellers};
use crate::web::page::format::{date_word, end_of_day, start_of_day};
use crate::web::page::query::Params;
use crate::web::urls;

/// Items per page.
pub(crate) const PER_PAGE: usize = 25;

/// The saved views, each with its word in the address and its label.
pub(crate) const VIEWS: [(&str, &str); 5] = [
    ("needs-review", "Needs review"),
    ("stalled", "Stalled"),
    ("in-progress", "In progress"),
    ("reviewed", "Reviewed"),
    ("all", "All"),
];

/// The view, filter and cursor of the list.
#[derive(Clone, Debug)]
pub struct QueueQuery {
    /// One of [`VIEWS`].
    pub(crate) view: &'static str,
    /// The ID of the only reseller to show. Empty shows all.
    pub(crate) reseller: String,
    /// The only failure reason to show. `None` shows all.
    pub(crate) why: Option<Reason>,
    /// The first day to show.
    pub(crate) from: Option<NaiveDate>,
    /// The last day to show.
    pub(crate) to: Option<NaiveDate>,
    /// The cursor at which the page starts or ends.
    pub(crate) cursor: QueueCursor,
}

/// A page of a view.
#[derive(Clone, Debug, Default)]
pub(crate) struct QueuePage {
    /// The items.
    pub(crate) items: Vec<PositionedItem>,
    /// Whether there are items before and after the page.
    pub(crate) ends: PageEnds,
}

impl QueueQuery {
    /// Reads the query string of a request.
    pub fn of(request: &HttpRequest) -> QueueQuery {
        QueueQuery::read(&Params::of(request))
    }

    /// Reads the parameters from an address, or from a form that includes them.
    pub(crate) fn read(params: &Params) -> QueueQuery {
        let view = VIEWS.iter().find(|(word, _)| *word == params.get("view"));
        QueueQuery {
            view: view.map_or(VIEWS[0].0, |(word, _)| word),
            reseller: Some(params.get("reseller").trim())
                .filter(|id| id.parse::<ResellerId>().is_ok())
                .unwrap_or("")
                .to_owned(),
            why: Reason::from_word(params.get("why")),
            from: params.date("from"),
            to: params.date("to"),
            cursor: match (params.number("older"), params.number("newer")) {
                (Some(id), _) => QueueCursor::After(id),
                (None, Some(id)) => QueueCursor::Before(id),
                (None, None) => QueueCursor::First,
            },
        }
    }

    /// Returns the store's view for a word.
    pub(crate) fn view(word: &str, now: NaiveDateTime) -> View {
        match word {
            "stalled" => View::Stalled(now - STALL_TIMEOUT),
            "in-progress" => View::InProgress,
            "reviewed" => View::Reviewed,
            "all" => View::All,
            _ => View::NeedsReview,
        }
    }

    /// Returns the filter for the store. Days start and end in the person's time zone. An unknown reseller matches
    /// nothing.
    pub(crate) fn filter(&self, conn: &mut Conn, zone: Tz) -> Result<QueueFilter, Error> {
        let reseller = match self.reseller.as_str() {
            "" => None,
            id => match resellers::find_id(conn, id) {
                Ok(id) => Some(id),
                Err(Error::NotFound) => Some(ResellerKey::new(0)),
                Err(error) => return Err(error),
            },
        };
        Ok(QueueFilter {
            reseller,
            reason: self.why,
            from: self.from.and_then(|day| start_of_day(day, zone)),
            before: self.to.and_then(|day| end_of_day(day, zone)),
        })
    }

    /// Loads the page. Reuses its items if counting the views has already found them.
    pub(crate) fn page(
        &self,
        conn: &mut Conn,
        scope: Scope,
        filter: &QueueFilter,
        counted: Option<&ViewCounts>,
        now: NaiveDateTime,
    ) -> Result<QueuePage, Error> {
        let (view, limit) = (QueueQuery::view(self.view, now), PER_PAGE as i64 + 1);
        let newest = match counted.filter(|_| self.cursor == QueueCursor::First) {
            Some(counted) => counted.newest(conn, view, limit)?,
            None => None,
        };
        let mut items = match newest {
            Some(items) => items,
            None => list_items(conn, scope, view, filter, self.cursor, limit)?,
        };
        let ends = self.cursor.cut(&mut items, PER_PAGE);
        Ok(QueuePage { items, ends })
    }

    /// Returns the parameters that are kept from page to page.
    pub(crate) fn kept(&self) -> Vec<(&'static str, String)> {
        let view = if self.view == VIEWS[0].0 { "" } else { self.view };
        vec![
            ("view", view.to_owned()),
            ("reseller", self.reseller.clone()),
            ("why", self.why.map_or("", Reason::word).to_owned()),
            ("from", date_word(self.from)),
            ("to", date_word(self.to)),
        ]
    }

    /// Returns an address that keeps the view, filter and cursor.
    pub fn address(&self, base: &str) -> String {
        let (name, position) = match self.cursor {
            QueueCursor::First => ("older", String::new()),
            QueueCursor::After(id) => ("older", id.to_string()),
            QueueCursor::Before(id) => ("newer", id.to_string()),
        };
        let mut kept = self.kept();
        kept.push((name, position));
        let pairs: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
        urls::with_query(base, &pairs)
    }

    /// Returns the address of the list at another cursor.
    pub(crate) fn at(&self, cursor: QueueCursor) -> String {
        QueueQuery { cursor, ..self.clone() }.address(urls::SUPPORT)
    }

    /// Returns whether the list is filtered.
    pub(crate) fn is_filtered(&self) -> bool {
        !self.reseller.is_empty() || self.why.is_some() || self.from.is_some() || self.to.is_some()
    }
}
