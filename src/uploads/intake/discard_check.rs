//! Discards checks before they expire, so that the reseller can check other files.

use super::rejection::{IntakeError, recheck_permission};
use crate::domain::activity::Activity;
use crate::domain::actor::{Actor, Permission};
use crate::domain::ids::SubmissionId;
use crate::store::activity::Author;
use crate::store::submissions::checks;
use crate::store::submissions::discard;
use crate::store::submissions::list::SubmissionRow;
use crate::uploads::services::Services;

/// Deletes a running or waiting check with its file and results, and returns it. A worker that is reading its rows
/// stops.
///
/// Returns [`IntakeError::NotFound`] if it was uploaded or discarded, or has expired.
pub(crate) fn discard(
    services: &Services,
    actor: &Actor,
    number: SubmissionId,
) -> Result<SubmissionRow, IntakeError> {
    let at = services.clock.now();
    services.db.write(|conn| {
        let scope = recheck_permission(conn, actor, Permission::UploadDevices)?;
        let check = checks::find(conn, scope, number, at).map_err(IntakeError::not_found)?.submission;
        checks::lock(conn, number).map_err(IntakeError::not_found)?;
        discard::delete_unaccepted(conn, number)?;
        let author = Author { actor: actor.key, at };
        author.log(conn, scope, Activity::CheckDiscarded, &number.to_string(), ("", &check.file_name))?;
        Ok(check)
    })
}
