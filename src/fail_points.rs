//! Where tests make the portal fail: before and after each commit that an upload depends on, and by bugs planted on
//! purpose, which show that the tests can find them. Only builds for tests contain any of it (the feature `failpoints`
//! of the crate `fail`); everywhere else these functions are empty.
//!
//! The variable `FAILPOINTS` says what happens where: `chunk:after=3*off->1*return(exit)` ends the process at once after
//! the fourth chunk was committed. Instead of `exit` there are `panic` and `error`.

/// A transaction that an upload depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The submission of a file in several parts is written down.
    Receive,
    /// One part of its bytes.
    Part,
    /// It is accepted, or kept as a draft.
    Accept,
    /// A worker claims it.
    Claim,
    /// What an earlier attempt left of a plan goes.
    PlanBegin,
    /// One part of the plan.
    PlanPart,
    /// The plan is whole.
    Plan,
    /// One chunk of rows.
    Chunk,
    /// The last chunk, with which the submission is finished.
    Finish,
}

impl Step {
    /// All of them.
    pub const ALL: [Step; 9] = [
        Step::Receive,
        Step::Part,
        Step::Accept,
        Step::Claim,
        Step::PlanBegin,
        Step::PlanPart,
        Step::Plan,
        Step::Chunk,
        Step::Finish,
    ];

    /// The names of its points before and after the commit.
    pub fn points(self) -> [&'static str; 2] {
        match self {
            Step::Receive => ["receive:before", "receive:after"],
            Step::Part => ["part:before", "part:after"],
            Step::Accept => ["accept:before", "accept:after"],
            Step::Claim => ["claim:before", "claim:after"],
            Step::PlanBegin => ["plan-begin:before", "plan-begin:after"],
            Step::PlanPart => ["plan-part:before", "plan-part:after"],
            Step::Plan => ["plan:before", "plan:after"],
            Step::Chunk => ["chunk:before", "chunk:after"],
            Step::Finish => ["finish:before", "finish:after"],
        }
    }
}

/// A bug that a test plants to see that it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// The answer leaves before the commit.
    AnswerBeforeCommit,
    /// Counts are added in another transaction than their rows.
    CountsApart,
    /// Who lost the claim writes on.
    NoFencing,
    /// An attempt is counted after its work, so that one that ends the process is not.
    AttemptAfterWork,
    /// Who has a device is looked up first, and the key is not asked again.
    LookThenInsert,
    /// The cursor is moved in another transaction than the rows.
    CursorApart,
}

impl Bug {
    /// All of them.
    pub const ALL: [Bug; 6] = [
        Bug::AnswerBeforeCommit,
        Bug::CountsApart,
        Bug::NoFencing,
        Bug::AttemptAfterWork,
        Bug::LookThenInsert,
        Bug::CursorApart,
    ];

    /// The name of its point.
    pub fn point(self) -> &'static str {
        match self {
            Bug::AnswerBeforeCommit => "bug:answer-before-commit",
            Bug::CountsApart => "bug:counts-apart",
            Bug::NoFencing => "bug:no-fencing",
            Bug::AttemptAfterWork => "bug:attempt-after-work",
            Bug::LookThenInsert => "bug:look-then-insert",
            Bug::CursorApart => "bug:cursor-apart",
        }
    }
}

/// Reads `FAILPOINTS`, in a build for tests.
pub fn start() {
    if fail::has_failpoints() {
        // The scenario lasts as long as the process.
        std::mem::forget(fail::FailScenario::setup());
    }
}

/// Passes a point: it may end the process, panic, or fail with the point's name.
pub fn pass(point: &'static str) -> Result<(), &'static str> {
    fail::fail_point!(point, |what| happen(point, what.as_deref().unwrap_or_default()));
    let _ = point;
    Ok(())
}

/// Passes the point `poison`, which is armed for one submission: `poison=return(17 exit)`.
pub fn pass_poison(submission: i64) -> Result<(), &'static str> {
    fail::fail_point!("poison", |what| {
        match what.as_deref().unwrap_or_default().split_once(' ') {
            Some((armed, what)) if armed == submission.to_string() => happen("poison", what),
            _ => Ok(()),
        }
    });
    let _ = submission;
    Ok(())
}

/// Whether a bug is planted.
pub fn is_planted(bug: Bug) -> bool {
    fail::fail_point!(bug.point(), |_| true);
    let _ = bug;
    false
}

#[allow(dead_code, reason = "only builds for tests have something that happens")]
fn happen(point: &'static str, what: &str) -> Result<(), &'static str> {
    tracing::warn!(point, what, "fail point");
    match what {
        "exit" => std::process::abort(),
        "panic" => std::panic::panic_any(format!("fail point {point}")),
        _ => Err(point),
    }
}
