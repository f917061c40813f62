//! Checked files that haven't been uploaded yet. Lists show them so that people can get back to their checks.

use chrono::NaiveDateTime;

use crate::domain::actor::{Permission, Scope};
use crate::domain::ids::{CustomerKey, SubmissionId};
use crate::domain::submission::Phase;
use crate::store::submissions::checks::{self, WaitingCheck};
use crate::store::{Conn, Error};
use crate::web::page::format::{Moment, counted, other_lines};
use crate::web::page::frame::Frame;
use crate::web::urls;

/// Maximum number of checks that a page shows.
const MAX_SHOWN: i64 = 5;

/// A check, as a line in a list.
pub(crate) struct PendingCheckLine {
    /// The file's name.
    pub(crate) file_name: String,
    /// The address of the check's page.
    pub(crate) url: String,
    /// The number of lines: "12 lines".
    pub(crate) lines: String,
    /// Whether the check is still running.
    pub(crate) is_running: bool,
    /// The valid lines that haven't been uploaded, although the corrected rows have: "the other 50 lines".
    pub(crate) left_behind: Option<String>,
    /// When the file expires.
    pub(crate) ends: Moment,
}

/// The checks that a page shows, as loaded from the database.
#[derive(Default)]
pub(crate) struct PendingChecks {
    checks: Vec<WaitingCheck>,
    left_behind: Vec<SubmissionId>,
}

/// Returns whether the person may open checks.
pub(crate) fn may_open(frame: &Frame) -> bool {
    frame.may(Permission::UploadDevices)
}

/// Loads a customer's newest checks. If `customer` is `None`, loads the newest checks of bulk uploads.
pub(crate) fn load(
    conn: &mut Conn,
    scope: Scope,
    customer: Option<CustomerKey>,
    at: NaiveDateTime,
) -> Result<PendingChecks, Error> {
    let checks = checks::list_waiting(conn, scope, customer, at, MAX_SHOWN)?;
    let numbers: Vec<SubmissionId> = checks.iter().map(|check| check.id).collect();
    Ok(PendingChecks { left_behind: checks::filter_corrected(conn, &numbers)?, checks })
}

impl PendingChecks {
    /// Returns the lines, newest first.
    pub(crate) fn lines(self, frame: &Frame) -> Vec<PendingCheckLine> {
        let line = |check: WaitingCheck| {
            let is_running = check.phase != Phase::Draft;
            let others = other_lines(check.total - check.failed);
            PendingCheckLine {
                url: urls::check(check.id),
                lines: counted(check.total, "line", "lines"),
                is_running,
                left_behind: self.left_behind.contains(&check.id).then_some(others),
                ends: frame.moment(check.expires_at),
                file_name: check.file_name,
            }
        };
        self.checks.into_iter().map(line).collect()
    }
}
