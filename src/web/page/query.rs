//! Query strings. They are read leniently: invalid values count as missing.

use std::str::FromStr;

use actix_web::{HttpRequest, web};
use chrono::{Datelike, NaiveDate};

use super::format::PageSize;

/// The names and values of a query string.
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads the query string of a request.
    pub(crate) fn of(request: &HttpRequest) -> Params {
        let parsed = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
        let mut pairs = parsed.map(web::Query::into_inner).unwrap_or_default();
        // No stored text contains NUL, and PostgreSQL rejects NUL even in a query.
        pairs.retain(|(_, value)| !value.contains('\0'));
        Params(pairs)
    }

    /// Creates parameters from form fields that have the same names and values as a query string.
    pub(crate) fn of_fields(fields: Vec<(String, String)>) -> Params {
        Params(fields)
    }

    /// Returns the first value for a name, or an empty string.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
    }

    /// Returns search words, trimmed and cut to 200 characters.
    pub(crate) fn words(&self, name: &str) -> String {
        let beginning: String = self.get(name).trim().chars().take(200).collect();
        // The cut may leave a space at the end.
        beginning.trim_end().to_owned()
    }

    /// Returns all values for a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Returns the first value for a name, if it is a number.
    pub(crate) fn number<T: FromStr>(&self, name: &str) -> Option<T> {
        self.get(name).parse().ok()
    }

    /// Returns a date in the years 1 to 9999. Date fields send four-digit years, and PostgreSQL rejects years far
    /// beyond that.
    pub(crate) fn date(&self, name: &str) -> Option<NaiveDate> {
        self.get(name).parse().ok().filter(|date: &NaiveDate| (1..=9999).contains(&date.year()))
    }

    /// Returns the page size, or the default if the size is unknown.
    pub(crate) fn page_size(&self) -> PageSize {
        PageSize::new(self.number("per"))
    }
}
