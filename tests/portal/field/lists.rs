//! Replays the lists from the field, which are in `tests/field`.

use std::collections::BTreeMap;

use super::compare::faults;
use super::expected;
use super::replay::{Outcome, Replay};

/// The minimum number of lists that must be processed without asking a question.
const MIN_WITHOUT_QUESTION: usize = 85;

/// The lists that aren't read as expected, with the reasons.
const KNOWN_DIFFERENCES: [(&str, &str); 1] = [(
    "056-imei-with-zero-as-check-digit.csv",
    "the message never names a check digit that would make the number valid",
)];

#[tokio::test]
async fn lists_from_the_field_have_the_outcome_that_a_careful_clerk_expects() {
    let replay = Replay::start().await;
    let all = expected::all();
    let mut wrong = Vec::new();
    let mut by_kind: BTreeMap<&str, usize> = BTreeMap::new();
    let mut without_question = 0;
    for expected in &all {
        let outcome = replay.send(expected).await;
        without_question += usize::from(matches!(outcome, Outcome::Done { .. }));
        let faults = faults(expected, &outcome);
        let is_known = KNOWN_DIFFERENCES.iter().any(|(file, _)| expected.file == *file);
        assert!(
            !(is_known && faults.is_empty()),
            "{} is read as expected: remove it from KNOWN_DIFFERENCES",
            expected.file
        );
        if !faults.is_empty() && !is_known {
            *by_kind.entry(&expected.kind).or_default() += 1;
            wrong.push(format!("{}: {}", expected.file, faults.join("\n    ")));
        }
    }
    let count = all.len();
    println!("{without_question} of {count} lists were processed without a question");
    for (kind, count) in by_kind {
        println!("{count:>4} {kind}");
    }
    assert!(wrong.is_empty(), "{} of {count} lists aren’t as expected:\n{}", wrong.len(), wrong.join("\n"));
    assert!(
        without_question >= MIN_WITHOUT_QUESTION,
        "only {without_question} of {count} lists were processed without a question"
    );
}
