//! Resolves the column names in decisions.

use std::borrow::Cow;

use super::header::Header;
use crate::domain::manifest::column_choice::ColumnChoice;
use crate::domain::manifest::decision_rejection::DecisionRejection;
use crate::domain::manifest::decisions::Decisions;

/// Replaces the names of columns in the decisions with their indexes.
///
/// # Errors
///
/// Returns the reason if a name is unknown or repeated, or if there are more decisions than columns.
pub(super) fn resolve<'a>(
    decisions: &'a Decisions,
    header: Option<&Header>,
    width: usize,
) -> Result<Cow<'a, Decisions>, DecisionRejection> {
    let used = decisions.columns.iter().filter(|(_, choice)| *choice != ColumnChoice::Ignore);
    let decided = used.map(|(index, _)| index + 1).max().unwrap_or(0);
    if decided > width {
        return Err(DecisionRejection::TooManyColumns { decided, width });
    }
    if decisions.named_columns.is_empty() {
        return Ok(Cow::Borrowed(decisions));
    }
    let names: Vec<&str> =
        header.map_or_else(Vec::new, |header| header.names.iter().map(|(text, _)| text.as_str()).collect());
    let mut resolved = decisions.clone();
    for (name, choice) in std::mem::take(&mut resolved.named_columns) {
        let is_meant = |other: &&str| other.to_lowercase() == name.to_lowercase();
        match names.iter().filter(|other| is_meant(other)).count() {
            0 => {
                let found = names.iter().filter(|name| !name.is_empty()).map(|name| (*name).to_owned());
                return Err(DecisionRejection::UnknownColumn { name, found: found.collect() });
            }
            1 => {}
            _ => return Err(DecisionRejection::RepeatedColumn { name }),
        }
        if let Some(index) = names.iter().position(is_meant) {
            resolved.set_column(index, choice);
        }
    }
    Ok(Cow::Owned(resolved))
}
