use unicode_normalization::UnicodeNormalization;

use super::dictionary::{Word, class, find};
use super::meaning::{Meaning, Name};
use super::parts::{Parts, Slot};

/// Maximum length of a name in bytes. Longer cells aren't looked up, which limits their cost.
const MAX_BYTES: usize = 150;

/// Maximum number of words that a name may have in addition to words for identifiers.
const MAX_OTHER_WORDS: usize = 4;

/// Maximum length of numbers that names may contain: those of SIM slots and of devices, and the lengths of IMEIs.
const MAX_NUMBER_LENGTH: usize = 2;

/// Returns the name in a header cell, or `None` if the cell isn't a known name.
pub(crate) fn name(cell: &str) -> Option<Name> {
    if cell.len() > MAX_BYTES || has_identifier(cell) {
        return None;
    }
    let (outside, inside) = split_brackets(cell);
    let mut parts = Parts::new(&outside);
    if parts.all.is_empty() {
        return known(&Parts::new(&inside));
    }
    let bracketed = Parts::new(&inside);
    parts.slot = parts.slot.or(bracketed.slot);
    parts.is_replacement |= bracketed.is_replacement;
    let found = known(&parts);
    // "Serial number (SIM)" isn't the serial number of the device.
    if found.as_ref().is_some_and(|name| name.meaning == Meaning::Serial)
        && bracketed.core.iter().any(|word| is_thing(word))
    {
        return Some(Name::new(Meaning::Unused, 2));
    }
    // In "Device ID (IMEI)" and "No. (IMEI)", the text in brackets says more than the rest.
    let is_vague = parts.all.iter().all(|word| class(word) == Some(Word::Filler))
        || found.as_ref().is_some_and(|name| name.meaning == Meaning::DeviceId);
    let fuller = known(&bracketed).filter(|name| is_vague && name.is_identifier());
    fuller.or(found)
}

/// Returns the name that two cells of a two-row header form together, or `None` if it isn't a known name.
pub(crate) fn joined(upper: &str, lower: &str) -> Option<Name> {
    name(&format!("{upper} {lower}"))
}

fn known(parts: &Parts) -> Option<Name> {
    if let Some(name) = find(&parts.all, parts.has_filler) {
        let is_replacement = parts.is_replacement && name.is_identifier();
        return Some(with_slot(Name { is_replacement, ..name }, parts.slot));
    }
    let core = find(&parts.core, parts.has_filler).filter(|name| {
        name.is_identifier()
            || name.meaning == Meaning::Unused && parts.is_replacement && parts.slot.is_none()
    });
    let name = core.or_else(|| by_words(parts))?;
    let is_replacement = parts.is_replacement && name.is_identifier();
    Some(with_slot(Name { is_replacement, ..name }, parts.slot))
}

fn with_slot(mut name: Name, slot: Option<Slot>) -> Name {
    if name.meaning == Meaning::Imei && slot == Some(Slot::Second) {
        name.meaning = Meaning::Imei2;
    }
    name
}

/// Returns the name of a cell with words for identifiers and a few other words, none of which contradicts them.
fn by_words(parts: &Parts) -> Option<Name> {
    let is_strange = |word: &String| {
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        word.starts_with(|c: char| c.is_numeric()) && !(is_number && word.len() <= MAX_NUMBER_LENGTH)
    };
    if parts.has_prose || parts.core.iter().any(is_strange) {
        return None;
    }
    let has = |word| parts.core.iter().any(|found| found == word);
    let (has_imei, has_meid) = (has("imei"), has("meid"));
    let is_serial = |word: &&String| {
        find(&[word], parts.has_filler).is_some_and(|name| name.meaning == Meaning::Serial && name.rank > 1)
    };
    let serial = parts.core.iter().filter(is_serial).count();
    let identifiers = usize::from(has_imei) + usize::from(has_meid) + serial;
    if identifiers == 0 || parts.core.len() > identifiers + MAX_OTHER_WORDS {
        return None;
    }
    if parts.core.iter().any(|word| is_thing(word)) {
        let is_known = |word: &String| is_thing(word) || find(&[word], parts.has_filler).is_some();
        return parts.core.iter().all(is_known).then(|| Name::new(Meaning::Unused, 2));
    }
    let meaning = match (has_imei, has_meid, serial > 0) {
        (true, _, true) | (_, true, true) => Meaning::DeviceId,
        (true, _, false) => Meaning::Imei,
        (false, true, false) => Meaning::Meid,
        (false, false, _) => Meaning::Serial,
    };
    // In "Device S/N", the other word says nothing new.
    let is_vague = |word: &String| {
        let name = find(&[word], false);
        name.is_some_and(|name| name.meaning == Meaning::DeviceId && name.rank == 1)
    };
    let vague = parts.core.iter().filter(|word| is_vague(word)).count();
    let rank = if vague > 0 && parts.core.len() == identifiers + vague { 3 } else { 2 };
    Some(Name::new(meaning, rank))
}

/// Returns whether a word stands for something else that has numbers. A slot without a number is a SIM card.
fn is_thing(word: &str) -> bool {
    matches!(class(word), Some(Word::Thing | Word::Slot))
}

/// Returns whether a cell has a number with at least 8 digits, or a word of letters and at least 4 digits. Question and
/// exclamation marks count as well, because names don't contain them.
fn has_identifier(cell: &str) -> bool {
    let runs = cell.split(|c: char| !c.is_numeric());
    let is_mixed = |word: &str| {
        word.chars().filter(|c| c.is_numeric()).count() >= 4 && word.chars().any(char::is_alphabetic)
    };
    runs.into_iter().any(|run| run.chars().count() >= 8)
        || cell.split_whitespace().any(is_mixed)
        || cell.contains(['?', '!'])
}

/// Separates the text in brackets from the rest.
fn split_brackets(cell: &str) -> (String, String) {
    let (mut outside, mut inside) = (String::new(), String::new());
    let mut depth = 0_usize;
    for c in cell.nfkc() {
        match c {
            '(' | '[' | '{' | '【' => depth = depth.saturating_add(1),
            ')' | ']' | '}' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(c),
            _ => inside.push(c),
        }
        if "()[]{}【】".contains(c) {
            outside.push(' ');
            inside.push(' ');
        }
    }
    (outside, inside)
}
