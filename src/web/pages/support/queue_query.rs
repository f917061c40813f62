//! Which view of the queue the address asks for, and to what it is narrowed. A wrong or unknown value is ignored.

use actix_web::HttpRequest;
use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use crate::domain::ids::ResellerId;
use crate::domain::row_error::Reason;
use crate::domain::word::Word;
use crate::store::submissions::list::Cursor;
use crate::store::support::queue::{Counted, Placed, QueueFilter, STALLS_AFTER, View, items};
use crate::store::{Conn, Error, resellers};
use crate::web::page::format::start_of_day;
use crate::web::page::query::Params;
use crate::web::urls;

/// Items a page.
pub const PER_PAGE: usize = 25;

/// The saved views: word in the address, and label.
pub const VIEWS: [(&str, &str); 5] = [
    ("needs-review", "Needs review"),
    ("stalled", "Stalled"),
    ("in-progress", "In progress"),
    ("reviewed", "Reviewed"),
    ("all", "All"),
];

/// View, filter and place in the list.
#[derive(Clone, Debug)]
pub struct QueueQuery {
    /// One of [`VIEWS`].
    pub view: &'static str,
    /// Only this reseller, by its ID.
    pub reseller: String,
    /// Only where rows failed for this reason.
    pub why: Option<Reason>,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// Until the end of this day.
    pub to: Option<NaiveDate>,
    /// The place.
    pub cursor: Cursor,
}

/// One page of a view.
#[derive(Clone, Debug, Default)]
pub struct QueuePage {
    /// Its items.
    pub items: Vec<Placed>,
    /// Whether there are newer ones.
    pub has_newer: bool,
    /// Whether there are older ones.
    pub has_older: bool,
}

impl QueueQuery {
    /// Reads the address of a request.
    pub fn of(request: &HttpRequest) -> QueueQuery {
        QueueQuery::read(&Params::of(request))
    }

    /// Reads the fields of a form that carries the address along.
    pub fn read(params: &Params) -> QueueQuery {
        let date =
            |name| params.get(name).parse().ok().filter(|date: &NaiveDate| (1..=9999).contains(&date.year()));
        let view = VIEWS.iter().find(|(word, _)| *word == params.get("view"));
        QueueQuery {
            view: view.map_or(VIEWS[0].0, |(word, _)| word),
            reseller: Some(params.get("reseller").trim())
                .filter(|id| id.parse::<ResellerId>().is_ok())
                .unwrap_or("")
                .to_owned(),
            why: Reason::from_word(params.get("why")),
            from: date("from"),
            to: date("to"),
            cursor: match (params.number("older"), params.number("newer")) {
                (Some(id), _) => Cursor::After(id),
                (None, Some(id)) => Cursor::Before(id),
                (None, None) => Cursor::Newest,
            },
        }
    }

    /// A view as the store knows it.
    pub fn view(word: &str, now: NaiveDateTime) -> View {
        match word {
            "stalled" => View::Stalled(now - STALLS_AFTER),
            "in-progress" => View::InProgress,
            "reviewed" => View::Reviewed,
            "all" => View::All,
            _ => View::NeedsReview,
        }
    }

    /// For the store: days begin and end in the person's zone. An unknown reseller has nothing.
    pub fn filter(&self, conn: &mut Conn, zone: Tz) -> Result<QueueFilter, Error> {
        let reseller = match self.reseller.as_str() {
            "" => None,
            id => match resellers::id(conn, id) {
                Ok(id) => Some(id),
                Err(Error::NotFound) => Some(0),
                Err(error) => return Err(error),
            },
        };
        Ok(QueueFilter {
            reseller,
            reason: self.why,
            from: self.from.and_then(|day| start_of_day(day, zone)),
            before: self.to.and_then(|day| start_of_day(day.checked_add_signed(Duration::days(1))?, zone)),
        })
    }

    /// The page that is asked for; its first items may have been found already when views were counted.
    pub fn page(
        &self,
        conn: &mut Conn,
        filter: &QueueFilter,
        counted: Option<&Counted>,
        now: NaiveDateTime,
    ) -> Result<QueuePage, Error> {
        let (view, limit) = (QueueQuery::view(self.view, now), PER_PAGE as i64 + 1);
        let newest = match counted.filter(|_| self.cursor == Cursor::Newest) {
            Some(counted) => counted.newest(conn, view, limit)?,
            None => None,
        };
        let mut items = match newest {
            Some(items) => items,
            None => items(conn, view, filter, self.cursor, limit)?,
        };
        let has_more = items.len() > PER_PAGE;
        let is_before = matches!(self.cursor, Cursor::Before(_));
        if has_more {
            items.remove(if is_before { 0 } else { PER_PAGE });
        }
        let has_newer = if is_before { has_more } else { matches!(self.cursor, Cursor::After(_)) };
        Ok(QueuePage { items, has_newer, has_older: is_before || has_more })
    }

    /// What of the address stays from page to page: names and values.
    pub fn kept(&self) -> Vec<(&'static str, String)> {
        let date = |date: Option<NaiveDate>| date.map_or(String::new(), |date| date.to_string());
        let view = if self.view == VIEWS[0].0 { "" } else { self.view };
        vec![
            ("view", view.to_owned()),
            ("reseller", self.reseller.clone()),
            ("why", self.why.map_or("", Reason::word).to_owned()),
            ("from", date(self.from)),
            ("to", date(self.to)),
        ]
    }

    /// An address that keeps view, filter and place.
    pub fn address(&self, base: &str) -> String {
        let (name, place) = match self.cursor {
            Cursor::Newest => ("older", String::new()),
            Cursor::After(id) => ("older", id.to_string()),
            Cursor::Before(id) => ("newer", id.to_string()),
        };
        let mut kept = self.kept();
        kept.push((name, place));
        let pairs: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
        urls::with_query(base, &pairs)
    }

    /// The list at another place.
    pub fn at(&self, cursor: Cursor) -> String {
        QueueQuery { cursor, ..self.clone() }.address(urls::SUPPORT)
    }

    /// Whether something is left out.
    pub fn is_filtered(&self) -> bool {
        !self.reseller.is_empty() || self.why.is_some() || self.from.is_some() || self.to.is_some()
    }
}
