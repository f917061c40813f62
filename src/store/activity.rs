//! Who did what, when, to which object. Written in the transaction that it tells of, never changed.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::schema::activity;
use super::{Conn, Error};
use crate::domain::activity::Activity;

/// One entry.
#[derive(Insertable)]
#[diesel(table_name = activity)]
pub struct Entry<'a> {
    /// When, UTC.
    pub at: NaiveDateTime,
    /// Key of the actor.
    pub actor_key: i64,
    /// Whose data.
    pub reseller_key: Option<i64>,
    /// What was done.
    pub action: Activity,
    /// To which object, as people name it: an upload ID, a customer ID, an e-mail address.
    pub object: &'a str,
    /// What else there is to say.
    pub detail: &'a str,
}

/// Writes one entry.
pub fn write(conn: &mut Conn, entry: Entry<'_>) -> Result<(), Error> {
    diesel::insert_into(activity::table).values(entry).execute(conn)?;
    Ok(())
}

/// How many entries tell of an action on an object.
pub fn count(conn: &mut Conn, action: Activity, object: &str) -> Result<i64, Error> {
    let told = activity::table.filter(activity::action.eq(action)).filter(activity::object.eq(object));
    Ok(told.count().get_result(conn)?)
}

/// Returns whether the log has an entry of this actor's action on this object after a time (UTC).
pub fn told_since(
    conn: &mut Conn,
    action: Activity,
    object: &str,
    actor: i64,
    since: NaiveDateTime,
) -> Result<bool, Error> {
    let told = activity::table
        .filter(activity::object.eq(object))
        .filter(activity::action.eq(action))
        .filter(activity::actor_key.eq(actor))
        .filter(activity::at.gt(since));
    let told: Option<i64> = told.select(activity::id).first(conn).optional()?;
    Ok(told.is_some())
}
