//! Housekeeping: deletes submissions that were never accepted, expired drafts, files past their retention period,
//! expired sessions and old sign-in attempts.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::domain::attempt;
use crate::store::Error;
use crate::store::people::{self, sign_in_attempts};
use crate::store::submissions::{discard, files};
use crate::uploads::services::Services;

/// Pause between two runs.
const INTERVAL: Duration = Duration::from_secs(20);
/// Time without progress after which a submission that is still being received counts as abandoned and is deleted.
const MAX_RECEIVING_PAUSE: chrono::Duration = chrono::Duration::seconds(40);

/// Runs housekeeping at regular intervals until asked to stop.
pub(super) fn run(services: &Services, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let result = catch_unwind(AssertUnwindSafe(|| run_once(services)));
        if let Err(error) = result.unwrap_or_else(|_| Err(Error::inconsistent("a panic"))) {
            tracing::warn!(%error, "housekeeping failed and will be retried");
        }
        let mut remaining = INTERVAL;
        while !stop.load(Ordering::Relaxed) && !remaining.is_zero() {
            let wake_count = services.wake.rung();
            services.wake.wait(wake_count, Duration::from_millis(500));
            remaining = remaining.saturating_sub(Duration::from_millis(500));
        }
    }
}

fn run_once(services: &Services) -> Result<(), Error> {
    let now = services.clock.now();
    services.db.write(|conn| discard::delete_unaccepted_before(conn, now - MAX_RECEIVING_PAUSE))?;
    services.db.write(|conn| discard::delete_expired_drafts(conn, now))?;
    let retention = chrono::Duration::days(i64::from(services.config.retention_days));
    while services.db.write(|conn| files::delete_expired(conn, now - retention))? {}
    services.db.write(|conn| people::sessions::delete_expired(conn, now))?;
    services.db.write(|conn| sign_in_attempts::delete_before(conn, now - attempt::WINDOW))?;
    Ok(())
}
