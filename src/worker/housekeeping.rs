//! Housekeeping: deletes submissions that were never accepted, expired drafts and undecided lists, and files past their
//! retention period. It also deletes expired sessions, known devices that are no longer used, old sign-in attempts and
//! old activity entries.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{NaiveDateTime, NaiveTime};

use crate::domain::attempt;
use crate::store::Error;
use crate::store::activity::retention;
use crate::store::people::{self, known_devices, sign_in_attempts};
use crate::store::submissions::{checked_lines, discard, files};
use crate::store::undecided_lists;
use crate::uploads::services::Services;

/// Pause between runs.
const INTERVAL: Duration = Duration::from_secs(20);
/// Time without progress after which a submission that is still being received counts as abandoned and is deleted.
const MAX_RECEIVING_PAUSE: chrono::Duration = chrono::Duration::seconds(40);

/// Runs housekeeping at regular intervals until asked to stop.
pub(super) fn run(services: &Services, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let result = catch_unwind(AssertUnwindSafe(|| run_once(services)));
        if let Err(error) = result.unwrap_or_else(|_| Err(Error::inconsistent("housekeeping panicked"))) {
            tracing::warn!(%error, "housekeeping failed and will be retried");
        }
        let mut remaining = INTERVAL;
        while !stop.load(Ordering::Relaxed) && !remaining.is_zero() {
            let wake_count = services.wake.count();
            services.wake.wait(wake_count, Duration::from_millis(500));
            remaining = remaining.saturating_sub(Duration::from_millis(500));
        }
    }
}

fn run_once(services: &Services) -> Result<(), Error> {
    let now = services.clock.now();
    services.db.write(|conn| discard::delete_unaccepted_before(conn, now - MAX_RECEIVING_PAUSE))?;
    services.db.write(|conn| discard::delete_expired_drafts(conn, now))?;
    services.db.write(|conn| undecided_lists::delete_expired(conn, now))?;
    services.db.write(|conn| checked_lines::delete_before(conn, now - checked_lines::RETENTION))?;
    let retention = chrono::Duration::days(i64::from(services.config.retention_days));
    while services.db.write(|conn| files::delete_expired(conn, now - retention))? {}
    if let Some(cutoff) = activity_cutoff(services.config.activity_days, now) {
        while services.db.write(|conn| retention::remove_before(conn, cutoff, now))? > 0 {}
    }
    services.db.write(|conn| people::sessions::delete_expired(conn, now))?;
    services.db.write(|conn| known_devices::delete_expired(conn, now))?;
    services.db.write(|conn| sign_in_attempts::delete_before(conn, now - attempt::WINDOW))?;
    Ok(())
}

/// Returns the time before which activity entries are removed, or `None` if they are kept forever. The time changes
/// only once a day, because each removal adds an entry.
fn activity_cutoff(days: Option<u32>, now: NaiveDateTime) -> Option<NaiveDateTime> {
    let days = chrono::Duration::days(i64::from(days?));
    Some(now.checked_sub_signed(days)?.date().and_time(NaiveTime::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn activity_entries_are_kept_for_whole_days() {
        let time = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        let now = time("2026-11-23T12:00:00");
        assert_eq!(activity_cutoff(Some(1), now), Some(time("2026-11-22T00:00:00")));
        assert_eq!(
            activity_cutoff(Some(1), now + chrono::Duration::hours(11)),
            activity_cutoff(Some(1), now)
        );
        assert_eq!(activity_cutoff(None, now), None, "without the setting, all entries are kept");
    }
}
