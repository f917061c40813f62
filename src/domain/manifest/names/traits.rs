use super::device_kind::DeviceKind;
use super::dictionary::{Word, class};
use super::parts::merge;
use super::words::words;

/// Whether a column is for the old or the new devices of a replacement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    /// Replaced, returned or lent devices.
    Old,
    New,
}

/// What a column's name says about its devices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits {
    /// `None` if the name mentions none or several.
    pub(crate) kind: Option<DeviceKind>,
    /// `None` if the name says nothing, or both.
    pub(crate) age: Option<Age>,
    /// Whether the name mentions a replacement of any kind.
    pub(crate) is_replacement: bool,
}

/// Returns what a column's name says about its devices.
pub(crate) fn traits(name: &str) -> Traits {
    let words = merge(words(name));
    let classes: Vec<Word> = words.iter().filter_map(|word| class(word)).collect();
    let kinds = classes.iter().filter_map(|word| match word {
        Word::Kind(kind) => Some(*kind),
        _ => None,
    });
    let ages = classes.iter().filter_map(|word| match word {
        Word::Old => Some(Age::Old),
        Word::New => Some(Age::New),
        _ => None,
    });
    let is_replacement = classes.iter().any(|word| word.is_replacement());
    Traits { kind: only(kinds), age: only(ages), is_replacement }
}

/// Returns the value that all items have. Returns `None` if there are no items, or they differ.
fn only<T: PartialEq>(mut values: impl Iterator<Item = T>) -> Option<T> {
    let first = values.next()?;
    values.all(|other| other == first).then_some(first)
}
