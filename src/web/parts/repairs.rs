//! Repairs: values that reading a file corrected, by kind.

use crate::domain::device_id::Repair;
use crate::web::page::format::{counted, number};

/// The repairs of one kind.
pub(crate) struct RepairLine {
    /// The number of lines, and the kind.
    pub(crate) words: String,
    /// "Line" or "Lines".
    pub(crate) label: &'static str,
    /// Their line numbers. If there are very many, the first ones.
    pub(crate) lines: String,
    /// How many more lines there are.
    pub(crate) more: Option<String>,
}

/// Returns the repairs of one kind, from its count and the stored line numbers.
pub(crate) fn repair_line(kind: Repair, count: i64, all: &[(Repair, i64)]) -> RepairLine {
    let lines: Vec<String> =
        all.iter().filter(|(other, _)| *other == kind).map(|(_, line)| number(*line)).collect();
    let more = count - lines.len() as i64;
    RepairLine {
        words: format!("{}: {}", counted(count, "line", "lines"), kind.label()),
        label: if count == 1 { "Line" } else { "Lines" },
        lines: lines.join(" · "),
        more: (more > 0).then(|| format!("and {} more", number(more))),
    }
}

/// Returns how a file was read, with the number of values that were corrected.
pub(crate) fn understood(how: &str, counts: &[(Repair, i64)]) -> String {
    match counts.iter().map(|(_, count)| count).sum() {
        0 => how.to_owned(),
        corrected => format!("{how} {} corrected.", counted(corrected, "value", "values")),
    }
}
