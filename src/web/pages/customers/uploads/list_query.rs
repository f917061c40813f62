//! The query string of the Uploads tab. Invalid and unknown values are ignored.

use actix_web::HttpRequest;
use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::domain::upload::UploadStatus;
use crate::domain::word::Word;
use crate::store::uploads::list::{UploadCursor, UploadFilter};
use crate::web::page::format::{Chip, PageSize, date_word, day, end_of_day, start_of_day};
use crate::web::page::query::Params;
use crate::web::urls;

/// The search, filter, cursor and page size of the list.
#[derive(Clone, Debug)]
pub struct UploadsQuery {
    /// An upload ID or an order number.
    pub(crate) q: String,
    /// The only status to show. `None` shows all.
    pub(crate) status: Option<UploadStatus>,
    /// The first day to show.
    pub(crate) from: Option<NaiveDate>,
    /// The last day to show.
    pub(crate) to: Option<NaiveDate>,
    /// The cursor at which the page starts or ends.
    pub(crate) cursor: UploadCursor,
    /// Rows per page.
    pub(crate) per: PageSize,
}

impl UploadsQuery {
    /// Reads the query string of a request.
    pub fn of(request: &HttpRequest) -> UploadsQuery {
        let params = Params::of(request);
        let cursor = match (params.number("after"), params.number("before")) {
            (Some(upload), _) => UploadCursor::After(upload),
            (None, Some(upload)) => UploadCursor::Before(upload),
            (None, None) => UploadCursor::First,
        };
        UploadsQuery {
            q: params.words("q"),
            status: UploadStatus::from_word(params.get("status")),
            from: params.date("from"),
            to: params.date("to"),
            cursor,
            per: params.page_size(),
        }
    }

    /// Returns the filter for the store. Days start and end in the person's time zone.
    pub(crate) fn filter(&self, zone: Tz) -> UploadFilter {
        UploadFilter {
            q: self.q.clone(),
            status: self.status,
            from: self.from.and_then(|day| start_of_day(day, zone)),
            before: self.to.and_then(|day| end_of_day(day, zone)),
            ids: Vec::new(),
        }
    }

    /// Returns whether the list is filtered.
    pub(crate) fn is_filtered(&self) -> bool {
        !self.q.is_empty() || self.status.is_some() || self.from.is_some() || self.to.is_some()
    }

    /// Returns the parameters that are kept when the page size changes.
    pub(crate) fn kept(&self) -> Vec<(&'static str, String)> {
        let status = self.status.map_or("", UploadStatus::word).to_owned();
        vec![
            ("q", self.q.clone()),
            ("status", status),
            ("from", date_word(self.from)),
            ("to", date_word(self.to)),
        ]
    }

    /// Returns the address of this list, or of its download.
    pub fn address(&self, base: &str) -> String {
        let (kept, per) = (self.kept(), self.per.word());
        let (name, position) = match self.cursor {
            UploadCursor::First => ("after", String::new()),
            UploadCursor::After(upload) => ("after", upload.to_string()),
            UploadCursor::Before(upload) => ("before", upload.to_string()),
        };
        let mut pairs: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
        pairs.extend([("per", per.as_str()), (name, position.as_str())]);
        urls::with_query(base, &pairs)
    }

    /// Returns the address of the list at another cursor.
    pub(crate) fn at(&self, base: &str, cursor: UploadCursor) -> String {
        UploadsQuery { cursor, ..self.clone() }.address(base)
    }

    /// Returns the active filters, each with the address of the list without it.
    pub(crate) fn chips(&self, base: &str) -> Vec<Chip> {
        let all = UploadsQuery { cursor: UploadCursor::First, ..self.clone() };
        let chip = |label: String, without: UploadsQuery| Chip { label, remove: without.address(base) };
        let status = self.status.map(|status| {
            chip(format!("Status: {}", status.label()), UploadsQuery { status: None, ..all.clone() })
        });
        let from = self
            .from
            .map(|date| chip(format!("From: {}", day(date)), UploadsQuery { from: None, ..all.clone() }));
        let to =
            self.to.map(|date| chip(format!("To: {}", day(date)), UploadsQuery { to: None, ..all.clone() }));
        [status, from, to].into_iter().flatten().collect()
    }
}
