//! Removes activity entries that are older than a given time, oldest first. Entries can't be removed in any other way.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{ActivityEntry, Personal};
use crate::domain::activity::Activity;
use crate::domain::ids::ActivityKey;
use crate::store::people::actors;
use crate::store::schema::{activity, activity_removals as removals, activity_seals as seals};
use crate::store::{Conn, Error};

/// Maximum number of entries that are removed in one transaction. Later transactions remove the rest.
const MAX_REMOVED: i64 = 5_000;

/// Removes the oldest entries before `cutoff` (UTC), at most 5,000 per call, and logs the removal. Returns the number
/// of removed entries.
///
/// The removal stops at the first entry that isn't older than the cutoff, even if later entries are. Therefore, no
/// remaining entry precedes a removed one.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn remove_before(conn: &mut Conn, cutoff: NaiveDateTime, at: NaiveDateTime) -> Result<usize, Error> {
    let oldest: Vec<(ActivityKey, NaiveDateTime)> = activity::table
        .order(activity::id.asc())
        .limit(MAX_REMOVED)
        .select((activity::id, activity::at))
        .load(conn)?;
    let count = oldest.iter().take_while(|(_, entry_at)| *entry_at < cutoff).count();
    let Some((last, _)) = oldest[..count].last() else { return Ok(0) };
    // The seal of the last removed entry anchors the seals of the remaining ones.
    let seal: Option<(i64, Vec<u8>)> = seals::table
        .filter(seals::activity_key.eq(last))
        .select((seals::seal_no, seals::seal))
        .first(conn)
        .optional()?;
    let (seal_no, seal) = seal.unzip();
    // Inserting the row fires a trigger that removes the entries. Nothing else can delete an entry.
    diesel::insert_into(removals::table)
        .values((
            removals::last_key.eq(last),
            removals::cutoff.eq(cutoff),
            removals::at.eq(at),
            removals::seal_no.eq(seal_no),
            removals::seal.eq(seal),
        ))
        .execute(conn)?;
    let detail = format!("{count} before {}", cutoff.format("%Y-%m-%d %H:%M"));
    let entry = ActivityEntry {
        at,
        actor_key: actors::PORTAL,
        reseller_key: None,
        action: Activity::ActivityRemoved,
        object: "",
        detail: &detail,
        personal: Personal::NONE,
    };
    super::write(conn, entry)?;
    Ok(count)
}
