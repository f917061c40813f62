use super::cell::read_cell;
use super::column::{IdColumn, WeakForms};
use super::id::{DeviceId, IdentifierKind};
use super::read::read;
use super::serial;

/// Finds the identifier in text that a person pasted into a search field, even with a label, in groups or in lower
/// case.
///
/// Returns `None` if the text has no identifier or more than one, or if it is the number of an upload, such as
/// `#1000001`. Callers then search for the text as a suffix, which also finds short serial numbers and those without
/// letters.
pub(crate) fn find_in_pasted(text: &str) -> Option<DeviceId> {
    let text = text.trim();
    if text.starts_with('#') {
        return None;
    }
    // A search may accept forms that an upload doesn't, because it changes nothing.
    let weak = WeakForms { eighteen: true, ..WeakForms::by_name(IdColumn::Imei) };
    let ids =
        [IdColumn::Any, IdColumn::Imei].into_iter().find_map(|column| read_cell(text, column, weak).ok());
    match ids {
        Some(ids) => Some(ids.first.id),
        None => grouped_serial(text),
    }
}

/// Returns the identifier that a link or a selection names, in canonical form or in another notation.
pub(crate) fn from_link(text: &str) -> Option<DeviceId> {
    DeviceId::from_canonical(text).or_else(|| find_in_pasted(text))
}

/// Reads a serial number with separators, unless its parts are words: `R38K-503-SRVD`, but not `Galaxy A5612`.
fn grouped_serial(text: &str) -> Option<DeviceId> {
    let has_word = text
        .split(|c: char| !c.is_alphanumeric())
        .any(|part| part.chars().count() >= 4 && !part.chars().any(|c| c.is_ascii_digit()));
    let id = read(text).ok()?.id;
    let is_serial = id.kind() == IdentifierKind::Serial && serial::is_mixed(id.as_str());
    (!has_word && is_serial).then_some(id)
}
