//! What has to be done now and then: what was never accepted goes, bytes past their retention go, sessions that are
//! over go.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::store::Error;
use crate::store::people::{self, sign_in_attempts};
use crate::store::submissions::{discard, files};
use crate::uploads::services::Services;

/// So often.
const EVERY: Duration = Duration::from_secs(20);
/// What was not accepted after so long never will be.
const UNACCEPTED: chrono::Duration = chrono::Duration::seconds(40);

/// Tidies until asked to stop.
pub(super) fn run(services: &Services, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let tidied = catch_unwind(AssertUnwindSafe(|| tidy(services)));
        if let Err(error) = tidied.unwrap_or_else(|_| Err(Error::broken("a panic"))) {
            tracing::warn!(%error, "housekeeping failed and will be retried");
        }
        let mut left = EVERY;
        while !stop.load(Ordering::Relaxed) && !left.is_zero() {
            let heard = services.wake.rung();
            services.wake.wait(heard, Duration::from_millis(500));
            left = left.saturating_sub(Duration::from_millis(500));
        }
    }
}

fn tidy(services: &Services) -> Result<(), Error> {
    let now = services.clock.now();
    services.db.write(|conn| discard::delete_unaccepted_before(conn, now - UNACCEPTED))?;
    services.db.write(|conn| discard::delete_expired_drafts(conn, now))?;
    let kept = chrono::Duration::days(i64::from(services.config.retention_days));
    while services.db.write(|conn| files::delete_expired(conn, now - kept))? {}
    services.db.write(|conn| people::sessions::delete_expired(conn, now))?;
    services.db.write(|conn| sign_in_attempts::delete_before(conn, now - crate::auth::sign_in::WINDOW))?;
    Ok(())
}
