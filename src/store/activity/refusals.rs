//! Writes each minute's refused requests to the activity log.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{ActivityEntry, Personal};
use crate::domain::activity::Activity;
use crate::domain::ids::{PersonKey, ResellerKey};
use crate::domain::refusal::Refusal;
use crate::store::people::actors;
use crate::store::schema::people;
use crate::store::{Conn, Error};

/// A refusal and the number of times that it occurred within one minute.
#[derive(Clone, Debug)]
pub(crate) struct CountedRefusal {
    pub(crate) refusal: Refusal,
    pub(crate) times: i64,
    /// Time of the first occurrence, UTC.
    pub(crate) first_at: NaiveDateTime,
}

/// The refusals within one minute.
#[derive(Clone, Debug)]
pub(crate) struct RefusalBatch {
    /// Start of the minute, UTC.
    pub(crate) start: NaiveDateTime,
    /// The refusals that get an entry each.
    pub(crate) entries: Vec<CountedRefusal>,
    /// The numbers of all other refusals, by action. They share one entry.
    pub(crate) others: BTreeMap<&'static str, i64>,
}

/// Writes the entries for one minute.
///
/// An entry's actor is the person whose request was refused, or the portal if no one was signed in. In the latter case,
/// the entry names the account's person and reseller, if the account exists.
pub(crate) fn write(conn: &mut Conn, batch: &RefusalBatch) -> Result<(), Error> {
    for CountedRefusal { refusal, times, first_at } in &batch.entries {
        let person: Option<(PersonKey, Option<ResellerKey>)> = match refusal.account.as_str() {
            "" => None,
            account => people::table
                .filter(people::email.eq(account))
                .select((people::id, people::reseller_key))
                .first(conn)
                .optional()?,
        };
        let address = refusal.network.to_string();
        let entry = ActivityEntry {
            at: *first_at,
            actor_key: refusal.actor.unwrap_or(actors::PORTAL),
            reseller_key: refusal.reseller.or(person.and_then(|(_, reseller)| reseller)),
            action: refusal.action,
            object: &person.map(|(key, _)| key.to_string()).unwrap_or_default(),
            detail: &format!("{} {}", refusal.method, refusal.route),
            personal: Personal { account: &refusal.account, address: &address, text: "" },
        };
        super::write_times(conn, entry, *times)?;
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
    super::write_times(conn, entry, batch.others.values().sum())
}
