//! Files that were checked and wait to be uploaded, so that nobody has to remember the address of a check.

use chrono::NaiveDateTime;

use crate::domain::actor::{Permission, Scope};
use crate::domain::submission::Phase;
use crate::store::submissions::checks::{self, WaitingCheck};
use crate::store::{Conn, Error};
use crate::web::page::format::{Moment, counted};
use crate::web::page::frame::Frame;
use crate::web::urls;

/// Checks that a page names.
const SHOWN: i64 = 5;

/// A check as a line of a page.
pub struct WaitingLine {
    /// The file's name.
    pub file_name: String,
    /// Its page.
    pub url: String,
    /// "12 lines"
    pub lines: String,
    /// Whether it is still being checked.
    pub is_running: bool,
    /// Its failed rows were uploaded, corrected, and the rows that were good were not: how many of these, in words.
    pub left_behind: Option<String>,
    /// Until when it can be uploaded.
    pub ends: Moment,
}

/// What the lines are made of.
#[derive(Default)]
pub struct Waiting {
    checks: Vec<WaitingCheck>,
    left_behind: Vec<i64>,
}

/// Whether this person may open checks.
pub fn may_open(frame: &Frame) -> bool {
    frame.may(Permission::UploadDevices)
}

/// Loads the newest for a customer, or those of files for many.
pub fn load(
    conn: &mut Conn,
    scope: Scope,
    customer: Option<i64>,
    at: NaiveDateTime,
) -> Result<Waiting, Error> {
    let checks = checks::waiting(conn, scope, customer, at, SHOWN)?;
    let numbers: Vec<i64> = checks.iter().map(|check| check.id).collect();
    Ok(Waiting { left_behind: checks::left_behind(conn, &numbers)?, checks })
}

impl Waiting {
    /// The lines, the newest first.
    pub fn lines(self, frame: &Frame) -> Vec<WaitingLine> {
        let line = |check: WaitingCheck| {
            let is_running = check.phase != Phase::Draft;
            let good = counted(check.total - check.failed, "good line", "good lines");
            WaitingLine {
                url: urls::check(check.id),
                lines: counted(check.total, "line", "lines"),
                is_running,
                left_behind: self.left_behind.contains(&check.id).then_some(good),
                ends: frame.moment(check.ends_at),
                file_name: check.file_name,
            }
        };
        self.checks.into_iter().map(line).collect()
    }
}
