//! The activity log: who did what to which object, and when. An entry is written in the same transaction as the action
//! that it describes, and never changes. Triggers in the database enforce this.
//!
//! Personal data is stored separately from the entry, so that it can be [erased](erasure). Old entries can be
//! [removed](retention), but only together with all earlier ones.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::people::actors;
use super::schema::activity;
use super::{Conn, Error};
use crate::domain::activity::{Activity, Way};
use crate::domain::actor::Scope;
use crate::domain::ids::{ActivityKey, ActorKey, ResellerKey};
use crate::request_id;

pub mod erasure;
pub(crate) mod personal;
pub(crate) mod refusals;
pub mod retention;

pub(crate) use personal::Personal;

/// An entry in the activity log.
pub(crate) struct ActivityEntry<'a> {
    /// Time of the action, UTC.
    pub(crate) at: NaiveDateTime,
    pub(crate) actor_key: ActorKey,
    /// Key of the reseller whose data is affected. `None` if the action affects no reseller's data.
    pub(crate) reseller_key: Option<ResellerKey>,
    pub(crate) action: Activity,
    /// Public name of the affected object, such as an upload ID or a customer ID, or a person's key. Contains no
    /// personal data.
    pub(crate) object: &'a str,
    /// Further details, such as counts and statuses. Contains no personal data.
    pub(crate) detail: &'a str,
    /// E-mail address, network address, names and free text.
    pub(crate) personal: Personal<'a>,
}

/// The author and the time of a change, for the activity log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Author {
    pub(crate) actor: ActorKey,
    /// Time of the change, UTC.
    pub(crate) at: NaiveDateTime,
}

impl Author {
    /// Writes an entry about a reseller's data. `text` contains names and free text.
    pub(crate) fn log(
        self,
        conn: &mut Conn,
        scope: Scope,
        action: Activity,
        object: &str,
        (detail, text): (&str, &str),
    ) -> Result<(), Error> {
        let (at, actor_key, reseller_key, personal) =
            (self.at, self.actor, scope.reseller(), Personal::text(text));
        write(conn, ActivityEntry { at, actor_key, reseller_key, action, object, detail, personal })
    }
}

/// Writes an entry.
pub(crate) fn write(conn: &mut Conn, entry: ActivityEntry<'_>) -> Result<(), Error> {
    write_times(conn, entry, 1, request_id::current().as_deref())
}

/// Writes an entry that represents `times` occurrences of the same action. `request` is the ID of the
/// first request.
fn write_times(
    conn: &mut Conn,
    entry: ActivityEntry<'_>,
    times: i64,
    request: Option<&str>,
) -> Result<(), Error> {
    let row = (
        activity::at.eq(entry.at),
        activity::actor_key.eq(entry.actor_key),
        activity::reseller_key.eq(entry.reseller_key),
        activity::action.eq(entry.action),
        activity::object.eq(entry.object),
        activity::detail.eq(entry.detail),
        activity::way.eq(way(entry.actor_key)),
        activity::request_id.eq(request),
        activity::times.eq(times),
    );
    if entry.personal.is_empty() {
        diesel::insert_into(activity::table).values(row).execute(conn)?;
        return Ok(());
    }
    let key: ActivityKey =
        diesel::insert_into(activity::table).values(row).returning(activity::id).get_result(conn)?;
    entry.personal.insert(conn, key)
}

/// Returns how an actor performs actions. People always use the pages. Returns `None` for the portal's own actions.
fn way(actor: ActorKey) -> Option<Way> {
    match actor {
        actors::PORTAL => None,
        actors::COMMAND_LINE => Some(Way::CommandLine),
        _ => Some(Way::Page),
    }
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
