use std::collections::HashSet;

use super::name::Encoding;
use super::plausibility::{is_plausible, is_unlikely};

/// Maximum number of cells shown for each reading.
const MAX_SAMPLES: usize = 3;

/// Minimum number of used cells for each implausible one. A few are tolerated, because people make typing errors.
const MIN_CELLS_PER_IMPLAUSIBLE: usize = 10;

/// The result of comparing encodings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// All reasonable encodings read the used cells the same way. This is the most likely one.
    One(Encoding),
    /// A person must decide, because the encodings read the used cells differently. The most likely reading comes
    /// first.
    Ask(Vec<Reading>),
}

/// One way to read the used cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The most likely encoding of those that read the used cells this way.
    pub(crate) encoding: Encoding,
    /// A few of the used cells in which the readings differ, as this encoding reads them.
    pub(crate) samples: Vec<String>,
}

/// Chooses among the [`candidates`](super::candidates()), based on the raw bytes of the used cells and the header.
///
/// The encodings in which most header cells are known names win. Of these, implausible readings of used cells are
/// dropped. Without used cells, the result is the most likely encoding for finding the columns.
pub(crate) fn choose(
    candidates: &[Encoding],
    used: &[Vec<u8>],
    headers: &[Vec<u8>],
    is_known_name: &dyn Fn(&str) -> bool,
) -> Choice {
    let used = distinct_non_ascii(used);
    let headers = distinct_non_ascii(headers);
    let mut readings: Vec<Text> = with_utf8(candidates, &used, &headers)
        .into_iter()
        .filter_map(|encoding| Some((encoding, decoded(encoding, &used)?)))
        .collect();
    let known = |encoding: Encoding| {
        let is_known = |cell: &&&[u8]| encoding.decode(cell).is_some_and(|name| is_known_name(&name));
        headers.iter().filter(is_known).count()
    };
    let most = readings.iter().map(|(encoding, _)| known(*encoding)).max().unwrap_or(0);
    readings.retain(|(encoding, _)| known(*encoding) == most);
    retain_if_any(&mut readings, |(encoding, texts)| {
        let implausible = texts.iter().filter(|text| !is_plausible(text, *encoding)).count();
        implausible * MIN_CELLS_PER_IMPLAUSIBLE <= texts.len()
    });
    retain_if_any(&mut readings, |(encoding, _)| keeps_number_signs(*encoding, &used));
    readings.sort_by_key(|(_, texts)| texts.iter().any(|text| is_unlikely(text)));
    let is_common = |(encoding, _): &&Text| {
        !encoding.is_rare() && (!encoding.is_historic() || is_typical(*encoding, &used))
    };
    let common: Vec<Text> = readings.iter().filter(is_common).cloned().collect();
    // Rare encodings alone don't raise a question. If there is a question, they may be the answer.
    match grouped(common) {
        Some(choice @ Choice::One(_)) => choice,
        _ => grouped(readings).unwrap_or(Choice::One(Encoding::Windows1252)),
    }
}

/// An encoding, and all used cells as it decodes them.
type Text = (Encoding, Vec<String>);

/// Merges the encodings that read all used cells in the same way. Returns `None` if there are no encodings.
fn grouped(readings: Vec<Text>) -> Option<Choice> {
    let mut groups: Vec<Text> = Vec::new();
    for (encoding, texts) in readings {
        if groups.iter().all(|(_, other)| *other != texts) {
            groups.push((encoding, texts));
        }
    }
    Some(match groups[..] {
        [] => return None,
        [(encoding, _)] => Choice::One(encoding),
        _ => Choice::Ask(readings_of(groups)),
    })
}

/// Returns the readings with the cells in which they differ.
fn readings_of(groups: Vec<Text>) -> Vec<Reading> {
    let cells = groups.first().map_or(0, |(_, texts)| texts.len());
    let differs = |cell: &usize| {
        groups.windows(2).any(|pair| match pair {
            [(_, a), (_, b)] => a.get(*cell) != b.get(*cell),
            _ => false,
        })
    };
    let shown: Vec<usize> = (0..cells).filter(differs).take(MAX_SAMPLES).collect();
    let samples = |texts: &[String]| shown.iter().filter_map(|cell| texts.get(*cell).cloned()).collect();
    groups.iter().map(|(encoding, texts)| Reading { encoding: *encoding, samples: samples(texts) }).collect()
}

/// Adds UTF-8 if the used cells and the header are valid UTF-8, which means that only other cells are damaged.
fn with_utf8(candidates: &[Encoding], used: &[&[u8]], headers: &[&[u8]]) -> Vec<Encoding> {
    let mut cells = used.iter().chain(headers).peekable();
    let is_utf8 = cells.peek().is_some() && cells.all(|cell| std::str::from_utf8(cell).is_ok());
    is_utf8.then_some(Encoding::Utf8).into_iter().chain(candidates.iter().copied()).collect()
}

fn decoded(encoding: Encoding, cells: &[&[u8]]) -> Option<Vec<String>> {
    cells.iter().map(|cell| encoding.decode(cell)).collect()
}

fn distinct_non_ascii(cells: &[Vec<u8>]) -> Vec<&[u8]> {
    let mut seen = HashSet::new();
    cells.iter().map(Vec::as_slice).filter(|cell| !cell.is_ascii() && seen.insert(*cell)).collect()
}

/// Returns whether cells contain a byte that stands for an accented lower-case letter on DOS and old Macs, as most text
/// from these systems does. On Windows, these bytes are symbols and rare letters.
fn is_typical(encoding: Encoding, cells: &[&[u8]]) -> bool {
    let is_vowel = |byte: u8| b"aeiouAEIOU".contains(&byte);
    // The byte for `ß` on DOS means `á` on Windows, where it hardly ever occurs between two vowels.
    let has_sharp_s = |cell: &&[u8]| {
        cell.windows(3).any(|three| matches!(*three, [a, 0xE1, c] if is_vowel(a) && is_vowel(c)))
    };
    cells.iter().any(|cell| cell.iter().any(|byte| matches!(byte, 0x80..=0xA5)))
        || encoding.is_dos() && cells.iter().any(has_sharp_s)
}

/// Returns whether the encoding reads `N°` and `nº` correctly. Some code pages have letters in place of these signs.
fn keeps_number_signs(encoding: Encoding, cells: &[&[u8]]) -> bool {
    let keeps = |three: &[u8]| match *three {
        [b'N' | b'n', sign @ (0xB0 | 0xBA), next] if !next.is_ascii_alphabetic() && next.is_ascii() => {
            encoding.decode(&[sign]).is_some_and(|sign| sign == "°" || sign == "º")
        }
        _ => true,
    };
    cells.iter().all(|cell| cell.windows(3).all(keeps))
}

/// Keeps the elements that match, or all if none does.
fn retain_if_any<T>(all: &mut Vec<T>, matches: impl Fn(&T) -> bool) {
    if all.iter().any(&matches) {
        all.retain(matches);
    }
}
