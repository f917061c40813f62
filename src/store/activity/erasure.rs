//! Erases personal data from the activity log. The entries remain, each with a digest of its erased data.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{ActivityEntry, Personal};
use crate::domain::activity::Activity;
use crate::domain::ids::{ActivityKey, ActorKey, PersonKey};
use crate::store::db::connection::on_each;
use crate::store::schema::{activity, activity_erasures as erasures, activity_texts as texts, people};
use crate::store::{Conn, Error};

/// Maximum number of entries whose personal data is erased in one transaction.
const MAX_ERASED: i64 = 500;

/// An entry's key, salt, account, address and text.
type TextRow = (ActivityKey, Vec<u8>, String, String, String);

/// Erases the personal data in entries about the account with this e-mail address and in entries that its owner caused.
/// Logs the erasure without the address. Returns the number of entries whose data was erased, which is at most 500.
/// Call this function until it returns 0.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn erase(conn: &mut Conn, account: &str, by: ActorKey, at: NaiveDateTime) -> Result<usize, Error> {
    let person: Option<(PersonKey, ActorKey)> = people::table
        .filter(people::email.eq(account))
        .select((people::id, people::actor_key))
        .first(conn)
        .optional()?;
    let columns = (texts::activity_key, texts::salt, texts::account, texts::address, texts::text);
    let mut rows: Vec<TextRow> =
        texts::table.filter(texts::account.eq(account)).limit(MAX_ERASED).select(columns).load(conn)?;
    if let (true, Some((_, actor))) = (rows.is_empty(), person) {
        let caused = texts::table.inner_join(activity::table).filter(activity::actor_key.eq(actor));
        rows = caused.limit(MAX_ERASED).select(columns).load(conn)?;
    }
    if rows.is_empty() {
        return Ok(0);
    }
    // Inserting the rows fires a trigger that erases the texts.
    let new: Vec<_> = rows
        .iter()
        .map(|(key, salt, account, address, text)| {
            let digest = Personal { account, address, text }.digest(salt);
            (erasures::activity_key.eq(*key), erasures::digest.eq(digest), erasures::at.eq(at))
        })
        .collect();
    on_each!(conn, |c| diesel::insert_into(erasures::table).values(new).execute(c))?;
    let entry = ActivityEntry {
        at,
        actor_key: by,
        reseller_key: None,
        action: Activity::ActivityErased,
        object: &person.map(|(key, _)| key.to_string()).unwrap_or_default(),
        detail: &rows.len().to_string(),
        personal: Personal::NONE,
    };
    super::write(conn, entry)?;
    Ok(rows.len())
}
