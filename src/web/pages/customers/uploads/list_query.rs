//! What the address of the UPLOADS tab asks for. A wrong or unknown value is ignored.

use actix_web::HttpRequest;
use chrono::{Datelike, Duration, NaiveDate};
use chrono_tz::Tz;

use crate::domain::upload::UploadStatus;
use crate::domain::word::Word;
use crate::store::uploads::list::{UploadCursor, UploadFilter};
use crate::web::page::format::{Chip, PAGE_SIZES, day, start_of_day};
use crate::web::page::query::Params;
use crate::web::urls;

/// Search, filter and place in the list.
#[derive(Clone, Debug)]
pub struct UploadsQuery {
    /// An upload ID or an order number.
    pub q: String,
    /// Only this status.
    pub status: Option<UploadStatus>,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// Until the end of this day.
    pub to: Option<NaiveDate>,
    /// The place.
    pub cursor: UploadCursor,
    /// Rows a page.
    pub per: i64,
}

impl UploadsQuery {
    /// Reads the address of a request.
    pub fn of(request: &HttpRequest) -> UploadsQuery {
        let params = Params::of(request);
        // A date field sends four digits for the year; PostgreSQL has no place for dates far beyond.
        let date =
            |name| params.get(name).parse().ok().filter(|date: &NaiveDate| (1..=9999).contains(&date.year()));
        let cursor = match (params.number("after"), params.number("before")) {
            (Some(upload), _) => UploadCursor::After(upload),
            (None, Some(upload)) => UploadCursor::Before(upload),
            (None, None) => UploadCursor::Newest,
        };
        UploadsQuery {
            q: params.words("q"),
            status: UploadStatus::from_word(params.get("status")),
            from: date("from"),
            to: date("to"),
            cursor,
            per: params.number("per").filter(|per| PAGE_SIZES.contains(per)).unwrap_or(PAGE_SIZES[0]),
        }
    }

    /// For the store: days begin and end in the person's zone.
    pub fn filter(&self, zone: Tz) -> UploadFilter {
        UploadFilter {
            q: self.q.clone(),
            status: self.status,
            from: self.from.and_then(|day| start_of_day(day, zone)),
            before: self.to.and_then(|day| start_of_day(day.checked_add_signed(Duration::days(1))?, zone)),
            ids: Vec::new(),
        }
    }

    /// Whether something is left out.
    pub fn is_filtered(&self) -> bool {
        !self.q.is_empty() || self.status.is_some() || self.from.is_some() || self.to.is_some()
    }

    /// The rows a page; nothing for the default.
    pub fn per_word(&self) -> String {
        if self.per == PAGE_SIZES[0] { String::new() } else { self.per.to_string() }
    }

    /// What of the address stays when the rows a page change.
    pub fn kept(&self) -> Vec<(&'static str, String)> {
        let date = |date: Option<NaiveDate>| date.map_or(String::new(), |date| date.to_string());
        let status = self.status.map_or("", UploadStatus::word).to_owned();
        vec![("q", self.q.clone()), ("status", status), ("from", date(self.from)), ("to", date(self.to))]
    }

    /// The address of this list, or of its download.
    pub fn address(&self, base: &str) -> String {
        let (kept, per) = (self.kept(), self.per_word());
        let (place, upload) = match self.cursor {
            UploadCursor::Newest => ("after", String::new()),
            UploadCursor::After(upload) => ("after", upload.to_string()),
            UploadCursor::Before(upload) => ("before", upload.to_string()),
        };
        let mut pairs: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
        pairs.extend([("per", per.as_str()), (place, upload.as_str())]);
        urls::with_query(base, &pairs)
    }

    /// The list at another place.
    pub fn at(&self, base: &str, cursor: UploadCursor) -> String {
        UploadsQuery { cursor, ..self.clone() }.address(base)
    }

    /// The active filters, each with the list without it.
    pub fn chips(&self, base: &str) -> Vec<Chip> {
        let all = UploadsQuery { cursor: UploadCursor::Newest, ..self.clone() };
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
