//! Compares the outcome of reading a table with the truth.

use std::collections::{BTreeMap, BTreeSet};

use crate::reader::Outcome;
use crate::truth::Truth;

/// The judgement on one table, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Exactly the listed devices are registered, with all their identifiers.
    Right,
    /// The reader asked a question or rejected the table with a message.
    Question,
    /// A device failed, is among the skipped lines, or lacks an identifier that isn't strong.
    Incomplete,
    /// A strong identifier isn't mentioned anywhere.
    Dropped,
    /// A device isn't mentioned anywhere, or a damaged identifier didn't fail.
    Lost,
    /// Something is registered that isn't a device in the table.
    Wrong,
}

/// All verdicts, for the tallies.
pub const VERDICTS: [Verdict; 6] =
    [Verdict::Right, Verdict::Question, Verdict::Incomplete, Verdict::Dropped, Verdict::Lost, Verdict::Wrong];

/// Judges an outcome. Returns the verdict and the reasons for it.
pub fn judge(truth: &Truth, outcome: &Outcome) -> (Verdict, Vec<String>) {
    let (rows, skipped) = match outcome {
        Outcome::Question(sentence) if sentence.len() > 10 => return (Verdict::Question, Vec::new()),
        Outcome::Question(sentence) => return (Verdict::Lost, vec![format!("not a sentence: {sentence:?}")]),
        Outcome::Rows { rows, skipped } => (rows, skipped),
    };
    let mut found = Findings::default();
    let mut registered: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    let mut failed: BTreeSet<u32> = BTreeSet::new();
    for (line, row) in rows {
        match row {
            Ok(ids) => registered.entry(*line).or_default().extend(ids.iter().map(String::as_str)),
            Err(()) => _ = failed.insert(*line),
        }
    }
    let skipped: BTreeSet<u32> = skipped.iter().map(|(line, _)| *line).collect();
    for (line, ids) in &registered {
        let expected = truth.devices.get(line);
        for id in ids.iter().filter(|id| !expected.is_some_and(|expected| expected.contains(**id))) {
            found.add(Verdict::Wrong, *line, format!("{id} is registered instead of {expected:?}"));
        }
    }
    for (line, ids) in &truth.devices {
        let actual = registered.get(line);
        if actual.is_none() && !failed.contains(line) && !skipped.contains(line) {
            found.add(Verdict::Lost, *line, format!("{ids:?} isn't mentioned anywhere"));
        } else if actual.is_none_or(|actual| actual.len() < ids.len()) {
            found.add(Verdict::Incomplete, *line, format!("{actual:?} is registered instead of {ids:?}"));
        }
    }
    for line in truth.damaged.difference(&failed) {
        found.add(Verdict::Lost, *line, "the damaged identifier didn't fail".to_owned());
    }
    for (line, id) in &truth.strong {
        let is_registered = registered.get(line).is_some_and(|ids| ids.contains(id.as_str()));
        if !is_registered && !failed.contains(line) && !skipped.contains(line) {
            found.add(Verdict::Dropped, *line, format!("{id} isn't mentioned anywhere"));
        }
    }
    (found.worst.unwrap_or(Verdict::Right), found.reasons)
}

/// Returns the number of failed lines that don't list a device.
pub fn needless_failures(truth: &Truth, outcome: &Outcome) -> usize {
    let Outcome::Rows { rows, .. } = outcome else { return 0 };
    let is_needless = |line: &u32| !truth.devices.contains_key(line) && !truth.damaged.contains(line);
    rows.iter().filter(|(line, row)| row.is_err() && is_needless(line)).count()
}

#[derive(Default)]
struct Findings {
    worst: Option<Verdict>,
    reasons: Vec<String>,
}

impl Findings {
    fn add(&mut self, verdict: Verdict, line: u32, reason: String) {
        self.worst = self.worst.max(Some(verdict));
        self.reasons.push(format!("{verdict:?}, line {line}: {reason}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "490154203237518";
    const OTHER: &str = "356938035643809";

    /// A table with a device on line 2, a damaged identifier on line 3, and a strong identifier on line 1.
    fn truth() -> Truth {
        Truth {
            devices: BTreeMap::from([(2, BTreeSet::from([GOOD.to_owned()]))]),
            damaged: BTreeSet::from([3]),
            strong: BTreeSet::from([(1, OTHER.to_owned()), (2, GOOD.to_owned())]),
        }
    }

    fn verdict(rows: &[(u32, Option<&str>)], skipped: &[u32]) -> Verdict {
        let row = |(line, id): &(u32, Option<&str>)| (*line, id.map(|id| vec![id.to_owned()]).ok_or(()));
        let skipped = skipped.iter().map(|line| (*line, String::new())).collect();
        judge(&truth(), &Outcome::Rows { rows: rows.iter().map(row).collect(), skipped }).0
    }

    #[test]
    fn outcomes_are_judged_by_their_worst_fault() {
        type Rows<'a> = &'a [(u32, Option<&'a str>)];
        let cases: [(Rows, &[u32], Verdict); 8] = [
            (&[(2, Some(GOOD)), (3, None)], &[1], Verdict::Right),
            (&[(1, None), (2, Some(GOOD)), (3, None)], &[], Verdict::Right),
            (&[(2, None), (3, None)], &[1], Verdict::Incomplete),
            (&[(2, Some(GOOD)), (3, None)], &[], Verdict::Dropped),
            (&[(3, None)], &[1], Verdict::Lost),
            (&[(2, Some(GOOD))], &[1, 3], Verdict::Lost),
            (&[(2, Some(OTHER)), (3, None)], &[1], Verdict::Wrong),
            (&[(2, Some(GOOD)), (3, Some(OTHER))], &[1], Verdict::Wrong),
        ];
        for (rows, skipped, expected) in cases {
            assert_eq!(verdict(rows, skipped), expected, "{rows:?}, skipped: {skipped:?}");
        }
    }

    #[test]
    fn only_a_question_with_text_counts_as_a_question() {
        let judged = |sentence: &str| judge(&truth(), &Outcome::Question(sentence.to_owned())).0;
        assert_eq!(judged("Which column identifies the devices?"), Verdict::Question);
        assert_eq!(judged(""), Verdict::Lost);
    }
}
