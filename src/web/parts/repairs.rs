//! What was read with a repair: counts by kind, and the lines.

use crate::domain::device_id::Repair;
use crate::domain::word::Word;
use crate::web::page::format::{counted, number};

/// Lines that were read with a repair of one kind.
pub struct Noticed {
    /// How many, and what was repaired.
    pub words: String,
    /// "Line" or "Lines"
    pub label: &'static str,
    /// Their numbers; of very many the first.
    pub lines: String,
    /// How many more there are.
    pub more: Option<String>,
}

/// One kind, of its count and the lines that were kept.
pub fn noticed(word: &str, count: i64, all: &[(String, i64)]) -> Option<Noticed> {
    let kind = Repair::from_word(word)?;
    let lines: Vec<String> =
        all.iter().filter(|(other, _)| other == word).map(|(_, line)| number(*line)).collect();
    let more = count - lines.len() as i64;
    Some(Noticed {
        words: format!("{}: {}", counted(count, "line", "lines"), kind.label()),
        label: if count == 1 { "Line" } else { "Lines" },
        lines: lines.join(" · "),
        more: (more > 0).then(|| format!("and {} more", number(more))),
    })
}

/// How a file was read, and how many of its values were repaired (counts by the word of their kind).
pub fn understood(how: &str, counts: &[(String, i64)]) -> String {
    match counts.iter().map(|(_, count)| count).sum() {
        0 => how.to_owned(),
        corrected => format!("{how} {} corrected.", counted(corrected, "value", "values")),
    }
}
