//! Repairs: values that were corrected while reading a file, by kind.

use crate::domain::device_id::Repair;
use crate::web::page::format::{counted, number};

/// The repairs of one kind.
pub(crate) struct RepairLine {
    /// The number of lines and the kind of repair.
    pub(crate) words: String,
    /// The label for the line numbers: "Line" or "Lines".
    pub(crate) label: &'static str,
    /// The line numbers. If there are too many to store, only the first ones are shown.
    pub(crate) lines: String,
    /// The number of lines that aren't listed: "and 12 more".
    pub(crate) more: Option<String>,
}

/// Returns the repairs of one kind, given their count and the stored line numbers of all kinds.
pub(crate) fn repair_line(kind: Repair, count: i64, stored: &[(Repair, i64)]) -> RepairLine {
    let lines: Vec<String> =
        stored.iter().filter(|(other, _)| *other == kind).map(|(_, line)| number(*line)).collect();
    let more = count - lines.len() as i64;
    RepairLine {
        words: format!("{}: {}", counted(count, "line", "lines"), kind.label()),
        label: if count == 1 { "Line" } else { "Lines" },
        lines: lines.join(" · "),
        more: (more > 0).then(|| format!("and {} more", number(more))),
    }
}

/// Returns a description of how a file was read, with the number of corrected values.
pub(crate) fn reading_summary(how: &str, counts: &[(Repair, i64)]) -> String {
    match counts.iter().map(|(_, count)| count).sum() {
        0 => how.to_owned(),
        corrected => format!("{how} {} corrected.", counted(corrected, "value", "values")),
    }
}
