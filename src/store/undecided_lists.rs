//! Undecided lists: files that can be read in several ways, waiting for the decision of the person who submitted them.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::actor::Scope;
use crate::domain::ids::{ActorKey, CustomerKey, ResellerKey};
use crate::domain::submission::SubmissionKind;
use crate::store::db::stable_filters::is_within;
use crate::store::schema::{undecided_list_parts as parts, undecided_lists as lists};
use crate::store::{Conn, Error};

/// An undecided list to store. Its parts follow.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = lists)]
pub(crate) struct NewUndecidedList {
    /// Token in the address of its page.
    pub(crate) token: String,
    /// Key of the reseller's row.
    pub(crate) reseller_key: ResellerKey,
    /// Key of the actor's row.
    pub(crate) actor_key: ActorKey,
    /// Key of the customer's row. `None` for a bulk action.
    pub(crate) customer_key: Option<CustomerKey>,
    /// Kind of the submission that the list will become.
    pub(crate) kind: SubmissionKind,
    /// The file's name, as the browser sent it.
    pub(crate) file_name: String,
    /// Size of the file in bytes.
    pub(crate) file_bytes: i64,
    /// SHA-256 hash of the file.
    pub(crate) file_sha256: Vec<u8>,
    /// Whether the list was pasted into the form.
    pub(crate) is_pasted: bool,
    /// The other fields of the form, as JSON.
    pub(crate) fields: String,
    /// The decisions so far, as JSON.
    pub(crate) decisions: String,
    /// Whether all parts are stored.
    pub(crate) is_complete: bool,
    /// Time at which the list expires, UTC.
    pub(crate) expires_at: NaiveDateTime,
    /// A sentence above the questions. May be empty.
    pub(crate) notice: String,
    /// The workbook from which the file was already unpacked, as JSON. Empty for a file as it was received.
    pub(crate) workbook: String,
}

/// An undecided list.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct UndecidedList {
    /// Token in the address of its page.
    pub(crate) token: String,
    /// Key of the customer's row. `None` for a bulk action.
    pub(crate) customer: Option<CustomerKey>,
    /// Kind of the submission that the list will become.
    pub(crate) kind: SubmissionKind,
    /// The file's name, as the browser sent it.
    pub(crate) file_name: String,
    /// Whether the list was pasted into the form.
    pub(crate) is_pasted: bool,
    /// The other fields of the form, as JSON.
    pub(crate) fields: String,
    /// The decisions so far, as JSON.
    pub(crate) decisions: String,
    /// Time at which the list expires, UTC.
    pub(crate) expires_at: NaiveDateTime,
    /// A sentence above the questions. May be empty.
    pub(crate) notice: String,
    /// The workbook from which the file was already unpacked, as JSON. Empty for a file as it was received.
    pub(crate) workbook: String,
}

/// Stores a list without its parts.
pub(crate) fn create(conn: &mut Conn, new: &NewUndecidedList) -> Result<(), Error> {
    diesel::insert_into(lists::table).values(new).execute(conn)?;
    Ok(())
}

/// Stores one part of a list's file. Parts are numbered from 0.
pub(crate) fn put_part(conn: &mut Conn, token: &str, part: i64, bytes: &[u8]) -> Result<(), Error> {
    diesel::insert_into(parts::table)
        .values((parts::token.eq(token), parts::part.eq(part), parts::bytes.eq(bytes)))
        .execute(conn)?;
    Ok(())
}

/// Returns one part, or `None` after the last one.
pub(crate) fn get_part(conn: &mut Conn, token: &str, part: i64) -> Result<Option<Vec<u8>>, Error> {
    Ok(parts::table.find((token, part)).select(parts::bytes).first(conn).optional()?)
}

/// Marks a list as complete. It expires at `expires_at` (UTC).
pub(crate) fn complete(conn: &mut Conn, token: &str, expires_at: NaiveDateTime) -> Result<(), Error> {
    let changes = (lists::is_complete.eq(true), lists::expires_at.eq(expires_at));
    match diesel::update(lists::table.find(token)).set(changes).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::NotFound),
    }
}

/// Returns a person's list. Returns [`Error::NotFound`] if it has expired or belongs to another person.
pub(crate) fn find(
    conn: &mut Conn,
    scope: Scope,
    actor: ActorKey,
    token: &str,
    at: NaiveDateTime,
) -> Result<UndecidedList, Error> {
    Ok(lists::table
        .find(token)
        .filter(is_within(lists::reseller_key, scope))
        .filter(lists::actor_key.eq(actor))
        .filter(lists::is_complete.eq(true))
        .filter(lists::expires_at.gt(at))
        .select((
            lists::token,
            lists::customer_key,
            lists::kind,
            lists::file_name,
            lists::is_pasted,
            lists::fields,
            lists::decisions,
            lists::expires_at,
            lists::notice,
            lists::workbook,
        ))
        .first(conn)?)
}

/// Returns the token of the same list, if this person has submitted it before and it is still waiting.
pub(crate) fn find_same(
    conn: &mut Conn,
    new: &NewUndecidedList,
    at: NaiveDateTime,
) -> Result<Option<String>, Error> {
    let same: Vec<(String, Option<CustomerKey>)> = lists::table
        .filter(lists::actor_key.eq(new.actor_key))
        .filter(lists::reseller_key.eq(new.reseller_key))
        .filter(lists::kind.eq(new.kind))
        .filter(lists::file_name.eq(&new.file_name))
        .filter(lists::file_sha256.eq(&new.file_sha256))
        .filter(lists::is_complete.eq(true))
        .filter(lists::expires_at.gt(at))
        .select((lists::token, lists::customer_key))
        .load(conn)?;
    Ok(same.into_iter().find(|(_, customer)| *customer == new.customer_key).map(|(token, _)| token))
}

/// Replaces the form's fields and the notice of a list that was submitted again. It expires at `expires_at` (UTC).
pub(crate) fn renew(
    conn: &mut Conn,
    token: &str,
    new: &NewUndecidedList,
    expires_at: NaiveDateTime,
) -> Result<(), Error> {
    let changes =
        (lists::fields.eq(&new.fields), lists::notice.eq(&new.notice), lists::expires_at.eq(expires_at));
    diesel::update(lists::table.find(token)).set(changes).execute(conn)?;
    Ok(())
}

/// Stores the decisions so far, as JSON.
pub(crate) fn set_decisions(conn: &mut Conn, token: &str, decisions: &str) -> Result<(), Error> {
    diesel::update(lists::table.find(token)).set(lists::decisions.eq(decisions)).execute(conn)?;
    Ok(())
}

/// A waiting list in a person's list of them.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct WaitingList {
    pub(crate) token: String,
    pub(crate) kind: SubmissionKind,
    pub(crate) file_name: String,
    /// Key of the customer's row. `None` for a bulk action.
    pub(crate) customer: Option<CustomerKey>,
    /// Time until which the list waits, UTC.
    pub(crate) expires_at: NaiveDateTime,
}

/// Returns a person's waiting lists, the newest first.
pub(crate) fn list(
    conn: &mut Conn,
    scope: Scope,
    actor: ActorKey,
    at: NaiveDateTime,
) -> Result<Vec<WaitingList>, Error> {
    Ok(lists::table
        .filter(is_within(lists::reseller_key, scope))
        .filter(lists::actor_key.eq(actor))
        .filter(lists::is_complete.eq(true))
        .filter(lists::expires_at.gt(at))
        .order((lists::expires_at.desc(), lists::token.asc()))
        .select((lists::token, lists::kind, lists::file_name, lists::customer_key, lists::expires_at))
        .load(conn)?)
}

/// Returns the times (UTC) at which a person's lists expire, the earliest first.
pub(crate) fn list_expiries(
    conn: &mut Conn,
    actor: ActorKey,
    at: NaiveDateTime,
) -> Result<Vec<NaiveDateTime>, Error> {
    Ok(lists::table
        .filter(lists::actor_key.eq(actor))
        .filter(lists::expires_at.gt(at))
        .order(lists::expires_at.asc())
        .select(lists::expires_at)
        .load(conn)?)
}

/// Counts a reseller's lists.
pub(crate) fn count(conn: &mut Conn, reseller: ResellerKey) -> Result<i64, Error> {
    Ok(lists::table.filter(lists::reseller_key.eq(reseller)).count().get_result(conn)?)
}

/// Returns the earliest time (UTC) at which one of a reseller's lists expires. Returns `None` if there are none.
pub(crate) fn first_expiry(conn: &mut Conn, reseller: ResellerKey) -> Result<Option<NaiveDateTime>, Error> {
    Ok(lists::table
        .filter(lists::reseller_key.eq(reseller))
        .order(lists::expires_at.asc())
        .select(lists::expires_at)
        .first(conn)
        .optional()?)
}

/// Removes a list and its file. Returns [`Error::NotFound`] if it no longer exists.
pub(crate) fn delete(conn: &mut Conn, token: &str) -> Result<(), Error> {
    diesel::delete(parts::table.filter(parts::token.eq(token))).execute(conn)?;
    match diesel::delete(lists::table.find(token)).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::NotFound),
    }
}

/// Removes at most 20 lists that have expired by the given time (UTC).
pub(crate) fn delete_expired(conn: &mut Conn, at: NaiveDateTime) -> Result<(), Error> {
    let expired: Vec<String> =
        lists::table.filter(lists::expires_at.le(at)).select(lists::token).limit(20).load(conn)?;
    for token in expired {
        delete(conn, &token)?;
    }
    Ok(())
}
