//! The query of an address, read with patience: what is wrong is not there.

use actix_web::{HttpRequest, web};

/// Names and values, as they stand.
pub struct Params(Vec<(String, String)>);

impl Params {
    /// The query of a request.
    pub fn of(request: &HttpRequest) -> Params {
        let read = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
        let mut pairs = read.map(web::Query::into_inner).unwrap_or_default();
        // No text has a NUL in it, and PostgreSQL takes none that does.
        pairs.retain(|(_, value)| !value.contains('\0'));
        Params(pairs)
    }

    /// The fields of a form, which may carry what an address carries.
    pub fn of_fields(fields: Vec<(String, String)>) -> Params {
        Params(fields)
    }

    /// The first value of a name, or nothing.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
    }

    /// What was typed to be searched for: without blanks around it, at most 200 characters.
    pub fn words(&self, name: &str) -> String {
        let beginning: String = self.get(name).trim().chars().take(200).collect();
        // Where it is cut there may be a blank.
        beginning.trim_end().to_owned()
    }

    /// All values of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a name, if it is a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.get(name).parse().ok()
    }
}
