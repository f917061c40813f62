//! Repairs: values that reading a file corrected, by kind.

use crate::domain::device_id::Repair;
use crate::domain::word::Word;
use crate::web::page::format::{counted, number};

/// The repairs of one kind.
pub struct RepairLine {
    /// The number of lines, and the kind.
    pub words: String,
    /// "Line" or "Lines".
    pub label: &'static str,
    /// Their line numbers. If there are very many, the first ones.
    pub lines: String,
    /// How many more lines there are.
    pub more: Option<String>,
}

/// Returns the repairs of one kind, from its count and the stored line numbers. Returns `None` for an unknown kind.
pub fn repair_line(word: &str, count: i64, all: &[(String, i64)]) -> Option<RepairLine> {
    let kind = Repair::from_word(word)?;
    let lines: Vec<String> =
        all.iter().filter(|(other, _)| other == word).map(|(_, line)| number(*line)).collect();
    let more = count - lines.len() as i64;
    Some(RepairLine {
        words: format!("{}: {}", counted(count, "line", "lines"), kind.label()),
        label: if count == 1 { "Line" } else { "Lines" },
        lines: lines.join(" · "),
        more: (more > 0).then(|| format!("and {} more", number(more))),
    })
}

/// Returns how a file was read, with the number of values that were corrected.
pub fn understood(how: &str, counts: &[(String, i64)]) -> String {
    match counts.iter().map(|(_, count)| count).sum() {
        0 => how.to_owned(),
        corrected => format!("{how} {} corrected.", counted(corrected, "value", "values")),
    }
}
