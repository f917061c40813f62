//! The activity log: who did what to which object, and when. An entry is written in the same transaction as the action
//! that it describes, and never changes.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::schema::activity;
use super::{Conn, Error};
use crate::domain::activity::Activity;
use crate::domain::actor::Scope;
use crate::domain::ids::{ActivityKey, ActorKey, ResellerKey};

/// An entry of the activity log.
#[derive(Insertable)]
#[diesel(table_name = activity)]
pub(crate) struct ActivityEntry<'a> {
    /// Time of the action, UTC.
    pub(crate) at: NaiveDateTime,
    pub(crate) actor_key: ActorKey,
    /// Key of the reseller whose data is affected. `None` if the action affects no reseller's data.
    pub(crate) reseller_key: Option<ResellerKey>,
    pub(crate) action: Activity,
    /// Public name of the affected object, such as an upload ID, a customer ID or an e-mail address.
    pub(crate) object: &'a str,
    /// Further details as text.
    pub(crate) detail: &'a str,
}

/// The author and the time of a change, for the activity log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Author {
    pub(crate) actor: ActorKey,
    /// Time of the change, UTC.
    pub(crate) at: NaiveDateTime,
}

impl Author {
    /// Writes an entry about a reseller's data.
    pub(crate) fn log(
        self,
        conn: &mut Conn,
        scope: Scope,
        action: Activity,
        object: &str,
        detail: &str,
    ) -> Result<(), Error> {
        let (at, actor_key, reseller_key) = (self.at, self.actor, scope.reseller());
        write(conn, ActivityEntry { at, actor_key, reseller_key, action, object, detail })
    }
}

/// Writes an entry.
pub(crate) fn write(conn: &mut Conn, entry: ActivityEntry<'_>) -> Result<(), Error> {
    diesel::insert_into(activity::table).values(entry).execute(conn)?;
    Ok(())
}

/// Counts the entries for an action on an object.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn count(conn: &mut Conn, action: Activity, object: &str) -> Result<i64, Error> {
    let entries = activity::table.filter(activity::action.eq(action)).filter(activity::object.eq(object));
    Ok(entries.count().get_result(conn)?)
}

/// Returns whether the log has an entry later than `since` (UTC) for this action by this actor on this object.
pub(crate) fn is_logged_since(
    conn: &mut Conn,
    action: Activity,
    object: &str,
    actor: ActorKey,
    since: NaiveDateTime,
) -> Result<bool, Error> {
    let entries = activity::table
        .filter(activity::object.eq(object))
        .filter(activity::action.eq(action))
        .filter(activity::actor_key.eq(actor))
        .filter(activity::at.gt(since));
    let first: Option<ActivityKey> = entries.select(activity::id).first(conn).optional()?;
    Ok(first.is_some())
}
