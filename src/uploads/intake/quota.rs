//! Quotas: limits on a reseller's unfinished submissions and checked lines. All people and programs of the reseller
//! share them.

use chrono::{Duration, NaiveDateTime};

use super::rejection::{IntakeError, QuotaReached};
use crate::config::Config;
use crate::domain::actor::Scope;
use crate::domain::ids::ResellerKey;
use crate::domain::quantity::{counted, number};
use crate::store::submissions::{checked_lines, open};
use crate::store::{Conn, Error, resellers};
use crate::uploads::services::Services;

/// Period over which checked lines are counted.
const LINES_PERIOD: Duration = Duration::hours(1);

/// Maximum number of a person's undecided lists.
const MAX_LISTS: usize = 20;

/// Retry delay, in seconds, if submissions that are being processed use up a quota.
const RETRY_SECONDS: u32 = 30;

/// A submission for which the quotas must have room.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Demand {
    /// A file to check, with its number of lines.
    Check(i64),
    /// A deletion that is waiting for confirmation.
    Draft,
    /// An accepted submission.
    Accepted,
}

/// Verifies, within the transaction that accepts a submission, that the reseller's quotas have room for it. Other
/// requests from the same reseller wait, so that simultaneous requests can't exceed a quota together.
///
/// Returns [`IntakeError::TooMany`] if a quota is reached.
pub(crate) fn reserve(
    conn: &mut Conn,
    services: &Services,
    scope: Scope,
    demand: Demand,
) -> Result<(), IntakeError> {
    let reseller = resellers::lock(conn, scope)?;
    require_room(conn, services, reseller, demand)
}

/// Verifies that the reseller's quotas have room, before the portal spends time reading the file.
///
/// Returns [`IntakeError::TooMany`] if a quota is reached.
pub(crate) fn check_early(services: &Services, scope: Scope, demand: Demand) -> Result<(), IntakeError> {
    let reseller = scope.reseller().ok_or(IntakeError::Forbidden)?;
    services.db.read(|conn| require_room(conn, services, reseller, demand))
}

fn require_room(
    conn: &mut Conn,
    services: &Services,
    reseller: ResellerKey,
    demand: Demand,
) -> Result<(), IntakeError> {
    let (config, at) = (&services.config, services.clock.now());
    let reached = match demand {
        Demand::Check(lines) => match find_full_check_quota(conn, config, reseller, at)? {
            Some(reached) => Some(reached),
            None => {
                let checked = checked_lines::list_since(conn, reseller, at - LINES_PERIOD)?;
                lines_reached(config.max_checked_lines_hour, &checked, lines, at)
            }
        },
        Demand::Draft => find_full_draft_quota(conn, config, reseller, at)?,
        Demand::Accepted => {
            let is_full = open::count(conn, reseller)?.in_progress >= i64::from(config.max_in_progress);
            is_full.then(|| QuotaReached {
                retry_after: RETRY_SECONDS,
                message: format!(
                    "Your company already has {} in progress. Wait until one has finished, then try again.",
                    counted(i64::from(config.max_in_progress), "upload or deletion", "uploads and deletions"),
                ),
            })
        }
    };
    reached.map_or(Ok(()), |reached| Err(IntakeError::TooMany(reached)))
}

fn find_full_check_quota(
    conn: &mut Conn,
    config: &Config,
    reseller: ResellerKey,
    at: NaiveDateTime,
) -> Result<Option<QuotaReached>, Error> {
    if open::count(conn, reseller)?.checks < i64::from(config.max_open_checks) {
        return find_full_draft_quota(conn, config, reseller, at);
    }
    let files = counted(i64::from(config.max_open_checks), "file", "files");
    Ok(Some(QuotaReached {
        retry_after: RETRY_SECONDS,
        message: format!(
            "We’re already checking {files} for your company. Wait until one is done or discard one, then try \
             again."
        ),
    }))
}

/// Returns the quota for drafts if it has been reached. A running check counts as a draft, because it becomes one.
fn find_full_draft_quota(
    conn: &mut Conn,
    config: &Config,
    reseller: ResellerKey,
    at: NaiveDateTime,
) -> Result<Option<QuotaReached>, Error> {
    let counts = open::count(conn, reseller)?;
    if counts.checks + counts.waiting < i64::from(config.max_drafts) {
        return Ok(None);
    }
    let expiry = open::first_expiry(conn, reseller)?.unwrap_or(at);
    let retry_after = seconds_until(expiry, at);
    let drafts =
        counted(i64::from(config.max_drafts), "checked file or deletion", "checked files and deletions");
    Ok(Some(QuotaReached {
        retry_after,
        message: format!(
            "Your company already has {drafts} waiting. Upload or discard a checked file, confirm a deletion, or \
             try again in {}, when the oldest one expires.",
            duration(retry_after),
        ),
    }))
}

/// Returns the quota for checked lines if `lines` more lines would exceed it. `checked` contains the times and line
/// counts of the checks within the last hour, oldest first.
fn lines_reached(
    limit: u64,
    checked: &[(NaiveDateTime, i64)],
    lines: i64,
    at: NaiveDateTime,
) -> Option<QuotaReached> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let used: i64 = checked.iter().map(|(_, lines)| lines).sum();
    let mut excess = used.saturating_add(lines.max(1)).saturating_sub(limit);
    if excess <= 0 {
        return None;
    }
    let until_room = checked.iter().find(|(_, lines)| {
        excess -= lines;
        excess <= 0
    });
    Some(match until_room {
        Some((accepted, _)) => {
            let retry_after = seconds_until(*accepted + LINES_PERIOD, at);
            QuotaReached {
                retry_after,
                message: format!(
                    "Your company can check {} lines an hour and has checked {}. Try again in {}, or upload the file \
                     without checking it.",
                    number(limit),
                    number(used),
                    duration(retry_after),
                ),
            }
        }
        None => QuotaReached {
            retry_after: seconds_until(at + LINES_PERIOD, at),
            message: format!(
                "This file has {} lines, and your company can check {} lines an hour. Split the file, or upload it \
                 without checking it.",
                number(lines),
                number(limit),
            ),
        },
    })
}

/// Returns [`IntakeError::TooMany`] if a person has no room for another undecided list. `expiries` contains the times
/// at which the person's lists expire, the earliest first.
pub(super) fn require_list_room(expiries: &[NaiveDateTime], at: NaiveDateTime) -> Result<(), IntakeError> {
    let Some(expiry) = expiries.first().filter(|_| expiries.len() >= MAX_LISTS) else { return Ok(()) };
    let retry_after = seconds_until(*expiry, at);
    Err(IntakeError::TooMany(QuotaReached {
        retry_after,
        message: format!(
            "You already have {MAX_LISTS} files that are waiting for you to choose their columns. Upload or cancel one \
             of them, or try again in {}, when the oldest one expires.",
            duration(retry_after)
        ),
    }))
}

/// Returns the number of seconds until a time, at least one.
fn seconds_until(time: NaiveDateTime, at: NaiveDateTime) -> u32 {
    u32::try_from((time - at).num_seconds() + 1).unwrap_or(1)
}

/// Describes a waiting time, rounded up: "12 minutes" or "3 hours".
fn duration(seconds: u32) -> String {
    let minutes = i64::from(seconds.div_ceil(60));
    if minutes <= 90 {
        counted(minutes, "minute", "minutes")
    } else {
        counted((minutes + 59) / 60, "hour", "hours")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: u32) -> NaiveDateTime {
        chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap().and_hms_opt(12, minute, 0).unwrap()
    }

    #[test]
    fn the_waiting_time_ends_once_enough_lines_are_an_hour_old() {
        let checked = [(at(0), 40), (at(10), 40), (at(20), 20)];
        assert_eq!(lines_reached(100, &checked[..1], 60, at(30)), None);
        let reached = |lines| lines_reached(100, &checked, lines, at(30)).unwrap();
        assert_eq!(reached(40).retry_after, 30 * 60 + 1);
        assert_eq!(reached(41).retry_after, 40 * 60 + 1);
        assert!(reached(101).message.starts_with("This file has 101 lines"));
    }

    #[test]
    fn waiting_times_are_rounded_up() {
        assert_eq!(duration(1), "1 minute");
        assert_eq!(duration(3_600), "60 minutes");
        assert_eq!(duration(7_201), "3 hours");
    }
}
