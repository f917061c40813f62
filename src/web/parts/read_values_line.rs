//! A line in the table of devices: an identifier and what it was read from.

use crate::domain::device_id::Repair;
use crate::domain::manifest::TracedId;
use crate::uploads::shown_rows::ShownRow;
use crate::web::page::format::{identifier, number};

/// Maximum length of a quoted cell in characters.
const MAX_QUOTED: usize = 60;

/// An identifier of a device.
pub(crate) struct ValueLine {
    /// The line number in the file.
    pub(crate) line: String,
    /// Whether this is the first identifier of its device.
    pub(crate) is_first: bool,
    /// The groups of the identifier.
    pub(crate) value: Vec<String>,
    pub(crate) kind: &'static str,
    /// The column. Empty if the list has only one.
    pub(crate) column: String,
    /// What was changed when the identifier was read. Empty if nothing was.
    pub(crate) corrected: String,
}

/// Returns a line for each identifier of these rows.
pub(crate) fn lines(rows: &[ShownRow]) -> Vec<ValueLine> {
    let of_row = |row: &ShownRow| {
        let line = number(row.line);
        let ids = row.devices.iter().flat_map(|ids| ids.iter().enumerate());
        ids.map(|(index, traced)| ValueLine {
            line: line.clone(),
            is_first: index == 0,
            value: identifier(traced.id.as_str()),
            kind: traced.kind,
            column: traced.column.clone(),
            corrected: corrected(traced),
        })
        .collect::<Vec<_>>()
    };
    rows.iter().flat_map(of_row).collect()
}

fn corrected(traced: &TracedId) -> String {
    let text = quoted(&traced.text);
    match traced.repair {
        Some(Repair::CheckDigitAdded) => format!("14 digits in {text}; check digit added"),
        Some(Repair::SoftwareVersionDropped) => format!("16 digits in {text}; shortened to 15"),
        Some(Repair::ScientificRepaired) => format!("{text} written out"),
        Some(Repair::DecimalsDropped) => format!("“.0” removed from {text}"),
        Some(Repair::FormulaUnwrapped) => format!("Taken from the formula {text}"),
        Some(Repair::TakenFromText) => format!("Taken from {text}"),
        Some(Repair::ControlCharactersRemoved) => "Invisible characters removed".to_owned(),
        None if traced.text.eq_ignore_ascii_case(traced.id.as_str()) => String::new(),
        None => format!("Written as {text}"),
    }
}

/// Returns the beginning of a text in quotation marks.
fn quoted(text: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let shown: String = text.chars().map(clean).take(MAX_QUOTED).collect();
    let more = if text.chars().nth(MAX_QUOTED).is_some() { "…" } else { "" };
    format!("“{}{more}”", shown.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device_id;

    fn corrected_text(text: &str, repair: Option<Repair>) -> String {
        let id = device_id::read("490154203237518").unwrap().id;
        let (kind, column) = ("IMEI", String::new());
        corrected(&TracedId { id, kind, column, repair, text: text.to_owned() })
    }

    #[test]
    fn an_unchanged_value_needs_no_words() {
        assert_eq!(corrected_text("490154203237518", None), "");
        assert_eq!(corrected_text("49-015420-323751-8", None), "Written as “49-015420-323751-8”");
    }

    #[test]
    fn long_text_is_cut_and_control_characters_are_not_shown() {
        let text = format!("IMEI:\t490154203237518 {}", "x".repeat(99));
        let words = corrected_text(&text, Some(Repair::TakenFromText));
        assert!(
            words.starts_with("Taken from “IMEI: 490154203237518 xxx") && words.ends_with("x…”"),
            "{words}"
        );
    }
}
