//! What has to be done now and then: what was never accepted goes, bytes past their retention go, sessions that are
//! over go.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::store::{Error, drafts, logins, sign_in_attempts, submission_files, submissions};
use crate::uploads::Desk;

/// So often.
const EVERY: Duration = Duration::from_secs(20);
/// What was not accepted after so long never will be.
const UNACCEPTED: chrono::Duration = chrono::Duration::seconds(40);

/// Tidies until asked to stop.
pub(super) fn run(desk: &Desk, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let tidied = catch_unwind(AssertUnwindSafe(|| tidy(desk)));
        if let Err(error) = tidied.unwrap_or_else(|_| Err(Error::broken("a panic"))) {
            tracing::warn!(%error, "housekeeping left something for later");
        }
        let mut left = EVERY;
        while !stop.load(Ordering::Relaxed) && !left.is_zero() {
            let heard = desk.wake.rung();
            desk.wake.wait(heard, Duration::from_millis(500));
            left = left.saturating_sub(Duration::from_millis(500));
        }
    }
}

fn tidy(desk: &Desk) -> Result<(), Error> {
    let now = desk.clock.now();
    desk.db.write(|conn| submissions::any_forget_unaccepted(conn, now - UNACCEPTED))?;
    desk.db.write(|conn| drafts::any_tidy(conn, now))?;
    let kept = chrono::Duration::days(i64::from(desk.config.retention_days));
    while desk.db.write(|conn| submission_files::any_delete_expired(conn, now - kept))? {}
    desk.db.write(|conn| logins::any_tidy(conn, now))?;
    desk.db.write(|conn| sign_in_attempts::any_tidy(conn, now - crate::auth::sign_in::WINDOW))?;
    Ok(())
}
