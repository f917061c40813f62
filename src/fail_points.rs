//! Fail points, at which tests make the portal fail before and after each commit that an upload depends on.
//!
//! Only builds for tests contain them (the feature `failpoints` of the crate `fail`). In other builds these functions
//! do nothing.
//!
//! The variable `FAILPOINTS` configures them. For example, `chunk:after=3*off->1*return(exit)` ends the process
//! immediately after the fourth chunk is committed. The alternatives to `exit` are `panic` and `error`.

use crate::domain::ids::SubmissionId;

/// A transaction that an upload depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Records the submission of a file that arrives in several parts.
    Receive,
    /// Stores one part of its bytes.
    Part,
    /// Accepts it, or keeps it as a draft.
    Accept,
    /// Leases it to a worker.
    Lease,
    /// Deletes what an earlier attempt left of a plan.
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
    /// All steps, in the order in which an upload passes them.
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

    /// Returns the names of the points before and after its commit.
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

/// Reads `FAILPOINTS` in builds for tests.
pub(crate) fn start() {
    if fail::has_failpoints() {
        // The scenario lasts as long as the process.
        std::mem::forget(fail::FailScenario::setup());
    }
}

/// Passes a point, which may end the process or panic. Returns `Err` with the point's name if it is configured to fail.
pub(crate) fn pass(point: &'static str) -> Result<(), &'static str> {
    fail::fail_point!(point, |action| trigger(point, action.as_deref().unwrap_or_default()));
    let _ = point;
    Ok(())
}

/// Passes the point `poison`, which is configured for one submission: `poison=return(17 exit)`.
pub(crate) fn pass_poison(submission: SubmissionId) -> Result<(), &'static str> {
    fail::fail_point!("poison", |action| {
        match action.as_deref().unwrap_or_default().split_once(' ') {
            Some((armed, action)) if armed == submission.to_string() => trigger("poison", action),
            _ => Ok(()),
        }
    });
    let _ = submission;
    Ok(())
}

#[allow(dead_code, reason = "only builds for tests contain fail points")]
fn trigger(point: &'static str, action: &str) -> Result<(), &'static str> {
    tracing::warn!(point, action, "fail point");
    match action {
        "exit" => std::process::abort(),
        "panic" => std::panic::panic_any(format!("fail point {point}")),
        _ => Err(point),
    }
}
