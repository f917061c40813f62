//! Fail points, with which tests make the portal fail before or after each commit that an upload depends on.
//!
//! Only test builds contain them (feature `failpoints` of the `fail` crate). In other builds, these functions do
//! nothing.
//!
//! The environment variable `FAILPOINTS` configures them. For example, `chunk:after=3*off->1*return(exit)` ends the
//! process immediately after the fourth chunk is committed. The alternatives to `exit` are `panic` and `error`.

use crate::domain::ids::SubmissionId;

/// A transaction that an upload depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Records the submission for a file that is stored in several parts.
    Receive,
    /// Stores one part of the file.
    Part,
    /// Accepts the submission, or saves it as a draft.
    Accept,
    /// Leases the submission to a worker.
    Lease,
    /// Deletes the partial plan of an earlier attempt.
    PlanBegin,
    /// Stores one part of the plan.
    PlanPart,
    /// Marks the plan as complete.
    Plan,
    /// Writes one chunk of rows.
    Chunk,
    /// Writes the last chunk and finishes the submission.
    Finish,
}

impl Step {
    /// All steps, in the order in which an upload goes through them.
    pub const ALL: [Step; 9] = [
        Step::Receive,
        Step::Part,
        Step::Accept,
        Step::Lease,
        Step::PlanBegin,
        Step::PlanPart,
        Step::Plan,
        Step::Chunk,
        Step::Finish,
    ];

    /// Returns the names of the fail points before and after the commit.
    pub fn points(self) -> [&'static str; 2] {
        match self {
            Step::Receive => ["receive:before", "receive:after"],
            Step::Part => ["part:before", "part:after"],
            Step::Accept => ["accept:before", "accept:after"],
            Step::Lease => ["lease:before", "lease:after"],
            Step::PlanBegin => ["plan-begin:before", "plan-begin:after"],
            Step::PlanPart => ["plan-part:before", "plan-part:after"],
            Step::Plan => ["plan:before", "plan:after"],
            Step::Chunk => ["chunk:before", "chunk:after"],
            Step::Finish => ["finish:before", "finish:after"],
        }
    }
}

/// Reads `FAILPOINTS` in test builds.
pub(crate) fn start() {
    if fail::has_failpoints() {
        // The scenario lasts as long as the process.
        std::mem::forget(fail::FailScenario::setup());
    }
}

/// Passes a fail point, which may end the process or panic. Returns `Err` with its name if it is configured to fail.
pub(crate) fn pass(point: &'static str) -> Result<(), &'static str> {
    fail::fail_point!(point, |action| trigger(point, action.as_deref().unwrap_or_default()));
    let _ = point;
    Ok(())
}

/// Passes the fail point `poison`, which is configured for one submission, as in `poison=return(17 exit)`.
pub(crate) fn pass_poison(submission: SubmissionId) -> Result<(), &'static str> {
    fail::fail_point!("poison", |action| {
        match action.as_deref().unwrap_or_default().split_once(' ') {
            Some((target, action)) if target == submission.to_string() => trigger("poison", action),
            _ => Ok(()),
        }
    });
    let _ = submission;
    Ok(())
}

#[allow(dead_code, reason = "only test builds contain fail points")]
fn trigger(point: &'static str, action: &str) -> Result<(), &'static str> {
    tracing::warn!(point, action, "fail point");
    match action {
        "exit" => std::process::abort(),
        "panic" => std::panic::panic_any(format!("fail point {point}")),
        _ => Err(point),
    }
}
