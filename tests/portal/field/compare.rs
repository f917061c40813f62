//! Compares the outcome of a list with the expected one.

use std::collections::BTreeMap;

use super::expected::{Expected, matches};
use super::replay::{Device, Outcome};

/// Returns the differences between the outcome and the expected one.
pub fn faults(expected: &Expected, outcome: &Outcome) -> Vec<String> {
    match outcome {
        Outcome::Rejected(sentence) => {
            let pattern = expected.must_be_rejected.as_ref().or(expected.may_be_rejected.as_ref());
            match pattern.is_some_and(|pattern| matches(pattern, sentence)) {
                true => Vec::new(),
                false => vec![format!("rejected: {sentence}")],
            }
        }
        Outcome::Done { .. } if expected.must_be_rejected.is_some() => vec!["not rejected".to_owned()],
        Outcome::Done { devices, failed, page } => {
            let mut faults = device_faults(expected, devices, failed, page);
            faults.extend(line_faults(expected, failed));
            faults
        }
    }
}

type Failed = BTreeMap<u64, Vec<(String, String)>>;

/// Checks the registered devices. Each expected identifier must belong to a separate device.
fn device_faults(expected: &Expected, devices: &[Device], failed: &Failed, page: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expected_ids: Vec<Option<&str>> = vec![None; devices.len()];
    for (line, id) in &expected.registered {
        match devices.iter().position(|device| device.ids.contains(id)) {
            Some(at) => match expected_ids[at].replace(id) {
                Some(other) => faults.push(format!("{other} and {id} are registered as one device")),
                None => faults.extend(order_fault(expected, id, &devices[at])),
            },
            None if expected.may_fail_instead && failed.contains_key(line) => {}
            None => faults.push(format!("line {line}: {id} isn't registered")),
        }
    }
    let has_match = expected.if_results_match.as_ref().is_some_and(|pattern| matches(pattern, page));
    let is_allowed = |id: &String| {
        expected.also_registered.contains(id)
            || has_match && expected.also_registered_if_results_match.contains(id)
    };
    for (device, _) in devices.iter().zip(&expected_ids).filter(|(_, id)| id.is_none()) {
        if !device.ids.iter().any(is_allowed) {
            faults.push(format!("{:?} is registered", device.ids));
        }
    }
    faults
}

/// Checks the order number and date of a device.
fn order_fault(expected: &Expected, id: &str, device: &Device) -> Option<String> {
    let number = expected.order.get(id).filter(|number| device.order_number.as_ref() != Some(number));
    let date = expected.date.get(id).filter(|date| device.order_date.as_ref() != Some(date));
    let is_wrong = number.is_some() || date.is_some();
    is_wrong
        .then(|| format!("{id}: order number {:?}, order date {:?}", device.order_number, device.order_date))
}

/// Checks the codes and messages of the failed lines, and that no other line failed.
fn line_faults(expected: &Expected, failed: &Failed) -> Vec<String> {
    let mut faults = Vec::new();
    for (line, code) in &expected.failed {
        match failed.get(line) {
            None => faults.push(format!("line {line} didn't fail")),
            Some(found) if code != "*" && found.iter().all(|(found, _)| found != code) => {
                faults.push(format!("line {line} failed with {found:?}, not with {code}"));
            }
            Some(_) => {}
        }
    }
    for (line, found) in failed {
        let must_fail = expected.failed.iter().any(|(other, _)| other == line);
        let may_fail_instead =
            expected.may_fail_instead && expected.registered.iter().any(|(other, _)| other == line);
        if !must_fail && !may_fail_instead && !expected.may_fail.contains(line) {
            faults.push(format!("line {line} failed: {found:?}"));
        }
        let pattern = expected.messages.get(line);
        if pattern.is_some_and(|pattern| !found.iter().any(|(_, text)| matches(pattern, text))) {
            faults.push(format!("line {line} doesn't match {pattern:?}: {found:?}"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(more: &str) -> Expected {
        let text = format!(
            r#"{{"file": "a.csv", "mode": "single", "kind": "test", "registered": [[1, "A"], [2, "B"]]{more}}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    fn done(devices: &[&[&str]], failed: &[u64]) -> Outcome {
        let device = |ids: &&[&str]| Device {
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            order_number: None,
            order_date: None,
        };
        let row = |line: &u64| (*line, vec![("CODE".to_owned(), "A sentence.".to_owned())]);
        Outcome::Done {
            devices: devices.iter().map(device).collect(),
            failed: failed.iter().map(row).collect(),
            page: "The page.".to_owned(),
        }
    }

    #[test]
    fn differences_are_found() {
        let cases: [(&str, Outcome, usize); 12] = [
            ("", done(&[&["A"], &["B", "C"]], &[]), 0),
            ("", done(&[&["A"]], &[]), 1),
            ("", done(&[&["A", "B"]], &[]), 1),
            ("", done(&[&["A"], &["B"], &["C"]], &[]), 1),
            ("", done(&[&["A"], &["B"]], &[3]), 1),
            ("", done(&[&["A"]], &[2]), 2),
            (r#", "may_fail_instead": true"#, done(&[&["A"]], &[2]), 0),
            (r#", "may_fail_instead": true, "messages": {"2": "several"}"#, done(&[&["A"]], &[2]), 1),
            (r#", "failed": [[3, "OTHER"]]"#, done(&[&["A"], &["B"]], &[3]), 1),
            (r#", "order": {"A": "PO-1"}"#, done(&[&["A"], &["B"]], &[]), 1),
            (r#", "may_be_rejected": "column|line""#, Outcome::Rejected("Which Column?".to_owned()), 0),
            ("", Outcome::Rejected("Which column?".to_owned()), 1),
        ];
        for (more, outcome, count) in cases {
            let faults = faults(&expected(more), &outcome);
            assert_eq!(faults.len(), count, "{more} {outcome:?}: {faults:?}");
        }
    }
}
