//! Remembered layouts: which of them may be applied to a file, and what is remembered about one.

use serde_json as json;
use sha2::{Digest, Sha256};

use super::incoming_file::ReceivedFile;
use super::rejection::IntakeError;
use crate::domain::actor::{Actor, Scope};
use crate::domain::fold::fold;
use crate::domain::manifest::remembered::{LayoutKey, MAX_LAYOUTS, default_layout_name, layout_name};
use crate::domain::manifest::{Decisions, Examination, RememberedLayout};
use crate::domain::submission::SubmissionKind;
use crate::store;
use crate::store::resellers::file_layouts::{self, FileLayoutRow, NewFileLayout};
use crate::uploads::services::Services;

/// The offer to remember a list's layout, on the page for deciding how to read the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum LayoutOffer {
    /// Nothing, because the list has no columns to remember.
    #[default]
    None,
    /// The layout, under this name.
    Name(String),
    /// Nothing, because the reseller has reached the limit.
    Full,
}

/// Converts a stored layout.
pub(crate) fn parse(row: &FileLayoutRow) -> Result<RememberedLayout, store::Error> {
    let inconsistent = |error: json::Error| store::Error::inconsistent(error.to_string());
    Ok(RememberedLayout {
        id: row.id,
        name: row.name.clone(),
        key: json::from_str(&row.list_key).map_err(inconsistent)?,
        decisions: json::from_str(&row.decisions).map_err(inconsistent)?,
    })
}

/// Returns the layouts that may be applied to a file: the one that the form names, or all for a person who hasn't
/// decided about the columns.
///
/// Returns [`IntakeError::Form`] if the named one doesn't exist.
pub(super) fn applicable(
    services: &Services,
    actor: &Actor,
    received: &ReceivedFile,
    kind: SubmissionKind,
) -> Result<Vec<RememberedLayout>, IntakeError> {
    let Some(scope) = actor.reseller_scope() else { return Ok(Vec::new()) };
    let reading = &received.reading;
    let load = || services.db.read(|conn| file_layouts::list_of_kind(conn, scope, kind));
    if let Some(name) = &reading.layout {
        let is_named = |row: &FileLayoutRow| fold(&row.name) == fold(name);
        let rows = load()?;
        let id = |row: &FileLayoutRow| row.id.to_string() == *name;
        let Some(row) = rows.iter().find(|row| is_named(row)).or_else(|| rows.iter().find(|row| id(row)))
        else {
            let sentence = format!(
                "There is no file layout “{name}” for lists like this. Use a name or an ID from Settings, or choose no layout."
            );
            return Err(IntakeError::field("", sentence));
        };
        return Ok(vec![parse(row)?]);
    }
    if actor.person().is_none() || decides_columns(&reading.decisions) {
        return Ok(Vec::new());
    }
    Ok(load()?.iter().map(parse).collect::<Result<_, _>>()?)
}

/// Returns whether decisions leave nothing for a layout to decide.
fn decides_columns(decisions: &Decisions) -> bool {
    let is_named = !decisions.columns.is_empty() || !decisions.named_columns.is_empty();
    is_named
        || decisions.header_line.is_some()
        || decisions.separator.is_some()
        || decisions.row_holds.is_some()
}

/// Returns what the page offers to remember about a list.
pub(crate) fn offer(
    services: &Services,
    scope: Scope,
    kind: SubmissionKind,
    list: &Examination,
    file_name: &str,
) -> Result<LayoutOffer, store::Error> {
    if list.columns.is_empty() || list.layout.reads_whole_lines {
        return Ok(LayoutOffer::None);
    }
    let key = list.layout_key();
    let hash = hash(&to_json(&key)?);
    let (count, known) = services.db.read(|conn| file_layouts::find_remembered(conn, scope, kind, &hash))?;
    Ok(match known {
        Some(name) => LayoutOffer::Name(name),
        None if count >= MAX_LAYOUTS => LayoutOffer::Full,
        None => LayoutOffer::Name(default_name(list, file_name, &key)),
    })
}

/// Returns the layout to remember about a list, under a name that the person entered.
pub(super) fn new_layout(
    scope: Scope,
    kind: SubmissionKind,
    list: &Examination,
    decisions: &Decisions,
    (name, file_name): (&str, &str),
) -> Result<Option<NewFileLayout>, store::Error> {
    if list.columns.is_empty() || list.layout.reads_whole_lines {
        return Ok(None);
    }
    let key: LayoutKey = list.layout_key();
    let list_key = to_json(&key)?;
    Ok(Some(NewFileLayout {
        scope,
        kind,
        name: layout_name(name).unwrap_or_else(|| default_name(list, file_name, &key)),
        list_key_sha256: hash(&list_key),
        list_key,
        decisions: to_json(&list.to_remember(decisions))?,
    }))
}

/// Returns the name that the page offers. A pasted list has no file, so it is named after its header.
fn default_name(list: &Examination, file_name: &str, key: &LayoutKey) -> String {
    default_layout_name(if list.layout.is_pasted { "" } else { file_name }, Some(key))
}

fn hash(key: &str) -> Vec<u8> {
    Sha256::digest(key).to_vec()
}

fn to_json(value: &impl serde::Serialize) -> Result<String, store::Error> {
    json::to_string(value).map_err(|error| store::Error::inconsistent(error.to_string()))
}
