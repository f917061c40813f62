//! Reads entries from the activity log.

use diesel::prelude::*;
use reseller_portal::store::schema::{activity, activity_texts as texts};
use reseller_portal::store::{Db, Error};

/// An entry with its personal data, if it has any.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct Entry {
    pub action: String,
    pub object: String,
    pub detail: String,
    pub way: Option<String>,
    pub request_id: Option<String>,
    pub times: i64,
    pub personal: Option<Personal>,
}

/// The personal data in an entry.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct Personal {
    pub account: String,
    pub address: String,
    pub text: String,
}

/// Returns all entries, oldest first.
pub fn entries(db: &Db) -> Vec<Entry> {
    let oldest_first = activity::table.left_join(texts::table).order(activity::id.asc()).select((
        activity::action,
        activity::object,
        activity::detail,
        activity::way,
        activity::request_id,
        activity::times,
        (texts::account, texts::address, texts::text).nullable(),
    ));
    db.read(|conn| Ok::<_, Error>(oldest_first.load(conn)?)).unwrap()
}

/// Returns the entries with this action, oldest first.
pub fn entries_of(db: &Db, action: &str) -> Vec<Entry> {
    entries(db).into_iter().filter(|entry| entry.action == action).collect()
}
