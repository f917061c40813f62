//! Remembered layouts: how a reseller's lists of one kind are read, by their header or by the kinds of their columns.

use serde::{Deserialize, Serialize};

use super::column_choice::ColumnChoice;
use super::decisions::Decisions;
use crate::domain::ids::FileLayoutKey;

/// Maximum number of remembered layouts for a reseller.
pub(crate) const MAX_LAYOUTS: usize = 100;

/// Maximum length of a layout's name in characters.
pub(crate) const MAX_LAYOUT_NAME: usize = 60;

/// A remembered layout.
#[derive(Clone, Debug)]
pub struct RememberedLayout {
    pub(crate) id: FileLayoutKey,
    pub(crate) name: String,
    pub(crate) key: LayoutKey,
    pub(crate) decisions: Decisions,
}

/// The lists for which a layout is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LayoutKey {
    /// Lists with exactly these names in the header.
    Header(Vec<String>),
    /// Lists without a header whose columns have these kinds.
    Columns(Vec<ColumnKind>),
}

/// The kind of a column's cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ColumnKind {
    Empty,
    Imei,
    Serial,
    Customer,
    Other,
}

impl LayoutKey {
    /// Returns the key of lists with these names in the header. Empty names at the end don't matter.
    pub(crate) fn header<'a>(names: impl Iterator<Item = &'a str>) -> LayoutKey {
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        LayoutKey::Header(names)
    }

    /// Returns the names of the columns.
    pub(crate) fn columns(&self) -> Vec<String> {
        match self {
            LayoutKey::Header(names) => names.clone(),
            LayoutKey::Columns(kinds) => (1..=kinds.len()).map(|number| format!("column {number}")).collect(),
        }
    }
}

impl RememberedLayout {
    /// Returns the columns that the layout uses, with their meanings: "IMEI as IMEI, Gerät as Serial number".
    pub(crate) fn used_columns(&self) -> String {
        let names = self.key.columns();
        let used = self.decisions.columns.iter().filter(|(_, choice)| *choice != ColumnChoice::Ignore);
        let name = |index: usize| match names.get(index) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => format!("column {}", index + 1),
        };
        used.map(|(index, choice)| format!("{} as {}", name(*index), choice.label()))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// Returns a name as stored: one line, with single spaces. Returns `None` if it is empty or too long.
pub(crate) fn layout_name(text: &str) -> Option<String> {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join(" ");
    let length = name.chars().count();
    (1..=MAX_LAYOUT_NAME).contains(&length).then_some(name)
}

/// Returns a name for the layout of a file: the file's name without its extension and the numbers at its end, or else
/// the first names in the header.
pub(crate) fn default_layout_name(file_name: &str, key: Option<&LayoutKey>) -> String {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let is_number = |c: char| c.is_ascii_digit() || !c.is_alphanumeric();
    let stem = stem.trim_end_matches(is_number).trim_start_matches(is_number);
    let cut = |text: &str| text.chars().take(MAX_LAYOUT_NAME).collect::<String>();
    if let Some(name) = layout_name(&cut(stem)).filter(|name| name.chars().count() > 1) {
        return name;
    }
    let names = match key {
        Some(LayoutKey::Header(names)) => {
            names.iter().filter(|name| !name.is_empty()).take(3).cloned().collect()
        }
        _ => Vec::new(),
    };
    layout_name(&cut(&names.join(", "))).unwrap_or_else(|| "List without header".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_name_comes_from_the_file_or_its_header() {
        let key = LayoutKey::Header(vec!["Pos.".to_owned(), String::new(), "IMEI".to_owned()]);
        for (file, name) in [
            ("Lieferschein-4711.xlsx", "Lieferschein"),
            ("2026-11-30 SAP delivery note (3).csv", "SAP delivery note"),
            ("4711.csv", "Pos., IMEI"),
            ("a.csv", "Pos., IMEI"),
            ("", "Pos., IMEI"),
        ] {
            assert_eq!(default_layout_name(file, Some(&key)), name);
        }
        assert_eq!(default_layout_name("1.csv", None), "List without header");
        assert_eq!(default_layout_name(&"x".repeat(200), None).len(), MAX_LAYOUT_NAME);
    }

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(layout_name("  SAP\n delivery\tnote "), Some("SAP delivery note".to_owned()));
        assert_eq!(layout_name(" "), None);
        assert_eq!(layout_name(&"x".repeat(61)), None);
    }
}
