//! Writes each minute's refused requests to the activity log.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;

use super::{ActivityEntry, Personal};
use crate::domain::activity::Activity;
use crate::domain::ids::{PersonKey, ResellerKey};
use crate::domain::refusal::Refusal;
use crate::domain::word::Word;
use crate::store::db::advisory_lock;
use crate::store::db::stable_filters::is_one_of;
use crate::store::people::actors;
use crate::store::schema::{activity, people};
use crate::store::{Conn, Error};

/// Maximum number of entries that are written for a minute, including the summary of the others.
pub(crate) const MAX_ENTRIES: usize = 50;

/// A refusal and the number of times that it occurred within one minute.
#[derive(Clone, Debug)]
pub(crate) struct CountedRefusal {
    pub(crate) refusal: Refusal,
    pub(crate) times: i64,
    /// Time of the first occurrence, UTC.
    pub(crate) first_at: NaiveDateTime,
    /// ID of the first request. `None` for a refused connection.
    pub(crate) request_id: Option<String>,
    /// Rank by importance. If there are too many entries, those with the highest ranks are summarized.
    pub(crate) rank: usize,
}

/// The refusals within one minute.
#[derive(Clone, Debug)]
pub(crate) struct RefusalBatch {
    /// Start of the minute, UTC.
    pub(crate) start: NaiveDateTime,
    /// The refusals that get their own entries.
    pub(crate) entries: Vec<CountedRefusal>,
    /// The counts of all other refusals, by action. They share one entry.
    pub(crate) others: BTreeMap<&'static str, i64>,
}

impl RefusalBatch {
    /// Moves the least important entries to the summary if more than `max` entries would be written, including the
    /// summary.
    pub(crate) fn limit(&mut self, max: usize) {
        if self.entries.len() + usize::from(!self.others.is_empty()) <= max {
            return;
        }
        self.entries.sort_by_key(|entry| entry.rank);
        for entry in self.entries.drain(self.entries.len().min(max.saturating_sub(1))..) {
            *self.others.entry(entry.refusal.action.word()).or_default() += entry.times;
        }
        self.entries.sort_by_key(|entry| entry.first_at);
    }
}

/// Writes the entries for one minute. Entries that other instances have written for the same minute count towards
/// [`MAX_ENTRIES`], but each instance may add a summary.
///
/// An entry's actor is the person whose request was refused, or the portal if no one was signed in. In the latter case,
/// the entry names the account's person and reseller, if the account exists.
pub(crate) fn write(conn: &mut Conn, batch: &RefusalBatch) -> Result<(), Error> {
    // Otherwise, two instances could both count the entries before either of them writes.
    advisory_lock::lock(conn, &[("refusals", &batch.start.and_utc().timestamp().to_le_bytes())])?;
    let mut batch = batch.clone();
    batch.limit(MAX_ENTRIES.saturating_sub(count_in_minute(conn, batch.start)?));
    for CountedRefusal { refusal, times, first_at, request_id, .. } in &batch.entries {
        let person: Option<(PersonKey, Option<ResellerKey>)> = match refusal.account.as_str() {
            "" => None,
            account => people::table
                .filter(people::email.eq(account))
                .select((people::id, people::reseller_key))
                .first(conn)
                .optional()?,
        };
        let (address, detail) =
            (refusal.network.to_string(), format!("{} {}", refusal.method, refusal.route));
        let entry = ActivityEntry {
            at: *first_at,
            actor_key: refusal.actor.unwrap_or(actors::PORTAL),
            reseller_key: refusal.reseller.or(person.and_then(|(_, reseller)| reseller)),
            action: refusal.action,
            object: &person.map(|(key, _)| key.to_string()).unwrap_or_default(),
            // A refused connection has no method or route.
            detail: detail.trim(),
            personal: Personal { account: &refusal.account, address: &address, text: "" },
        };
        super::write_times(conn, entry, *times, request_id.as_deref())?;
    }
    if batch.others.is_empty() {
        return Ok(());
    }
    let counts: Vec<String> =
        batch.others.iter().map(|(action, times)| format!("{action} {times}")).collect();
    let entry = ActivityEntry {
        at: batch.start,
        actor_key: actors::PORTAL,
        reseller_key: None,
        action: Activity::RefusalsSummarized,
        object: "",
        detail: &counts.join(", "),
        personal: Personal::NONE,
    };
    super::write_times(conn, entry, batch.others.values().sum(), None)
}

/// Counts the refusal entries in the minute that begins at `start` (UTC).
fn count_in_minute(conn: &mut Conn, start: NaiveDateTime) -> Result<usize, Error> {
    let entries = activity::table
        .filter(activity::at.ge(start))
        .filter(activity::at.lt(start + Duration::minutes(1)))
        .filter(is_one_of(activity::action, &Activity::REFUSALS));
    let count: i64 = entries.count().get_result(conn)?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}
