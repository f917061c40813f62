//! Predicts what would happen if a list were submitted with the current decisions.

use super::list_questions::ListWords;
use super::list_review::Review;
use crate::domain::quantity::{counted, number};
use crate::uploads::intake::preview::{MAX_ROWS, Preview};

/// The expected outcome of submitting a list.
pub(crate) struct ListOutcome {
    pub(crate) parts: Vec<OutcomePart>,
    /// What the figures leave out.
    pub(crate) note: String,
}

/// A number of devices or lines, and what would happen to them.
pub(crate) struct OutcomePart {
    /// The name of the colour in the stylesheet. Empty for the default colour.
    pub(crate) tone: &'static str,
    pub(crate) count: String,
    pub(crate) words: String,
    pub(crate) detail: String,
}

/// Returns the expected outcome. Returns `None` if no column identifies the devices.
pub(crate) fn outcome(review: &Review, words: &ListWords) -> Option<ListOutcome> {
    let list = review.examination.as_ref()?;
    let preview = &review.preview;
    let failures = preview.failures();
    if preview.devices + failures == 0 {
        return None;
    }
    let devices = if preview.devices == 1 { "device" } else { "devices" };
    let mut parts = vec![OutcomePart {
        tone: "",
        count: number(preview.devices),
        words: format!("{devices} will be {}", words.done()),
        detail: identifiers(preview),
    }];
    if failures > 0 {
        let reasons = preview.failed.iter().map(|(reason, count)| format!("{reason}: {}", number(*count)));
        parts.push(OutcomePart {
            tone: "bad",
            count: number(failures),
            words: format!("{} will fail", if failures == 1 { "line" } else { "lines" }),
            detail: reasons.collect::<Vec<_>>().join("; "),
        });
    }
    let skipped = &list.layout.skipped;
    if skipped.count > 0 {
        let reasons = skipped.by_reason();
        let reasons = reasons.iter().map(|(reason, count)| format!("{} {}", number(*count), reason.label()));
        parts.push(OutcomePart {
            tone: "off",
            count: number(skipped.count),
            words: if skipped.count == 1 { "line will be skipped" } else { "lines will be skipped" }
                .to_owned(),
            detail: reasons.collect::<Vec<_>>().join(", "),
        });
    }
    let read =
        format!("These figures are for the first {} rows of {}. ", number(MAX_ROWS), number(list.rows));
    let known = match words.is_deletion {
        true => "Devices that aren’t registered will fail too.",
        false => "Devices that are already registered will fail too. Check the list to find them.",
    };
    let note = format!("{}{known}", if preview.is_partial { read } else { String::new() });
    Some(ListOutcome { parts, note })
}

/// Describes the identifiers: "486 IMEIs, 474 second IMEIs".
fn identifiers(preview: &Preview) -> String {
    let [imeis, second, meids, serials] = preview.identifiers;
    let counts = [
        (imeis, "IMEI", "IMEIs"),
        (second, "second IMEI", "second IMEIs"),
        (meids, "MEID", "MEIDs"),
        (serials, "serial number", "serial numbers"),
    ];
    let found = counts.into_iter().filter(|(count, ..)| *count > 0);
    found.map(|(count, one, many)| counted(count, one, many)).collect::<Vec<_>>().join(", ")
}
