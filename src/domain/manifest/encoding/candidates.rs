use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use strum::VariantArray;

use super::name::{Encoding, is_undefined};

/// Minimum number of non-ASCII characters for each undefined one. A little damage is tolerated, because it may be in
/// columns that aren't used.
const MIN_CHARACTERS_PER_UNDEFINED: usize = 100;

/// Returns the encodings that define these bytes, the most likely one first.
///
/// `lines` contains those lines of a file that aren't ASCII, or as many of them as the caller wants to compare. There
/// is always a candidate, because some code pages define every byte.
pub(crate) fn candidates(lines: &[u8]) -> Vec<Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(lines, true);
    // The detector is often wrong, even when it is certain. It determines only which candidate comes first.
    let guess = detector.guess(None, Utf8Detection::Deny);
    // It mistakes short Cyrillic words for Arabic.
    let is_guess = |encoding: Encoding| encoding.is_standard(guess) && encoding != Encoding::Iso8859_6;
    let mut found: Vec<Encoding> = Encoding::VARIANTS
        .iter()
        .copied()
        .filter(|encoding| !encoding.is_wide() && !encoding.is_utf8() && defines(*encoding, lines))
        .collect();
    found.sort_by_key(|encoding| !is_guess(*encoding));
    // Text with `ä`, `ö` and `ü` is usually the same in several code pages. People expect the most common one on pages.
    let is_same = |first: &Encoding| first.decode_lossy(lines) == Encoding::Windows1252.decode_lossy(lines);
    if found.first().is_some_and(is_same) {
        found.sort_by_key(|encoding| *encoding != Encoding::Windows1252);
    }
    found
}

/// Returns whether an encoding defines the bytes, except for a little damage.
fn defines(encoding: Encoding, lines: &[u8]) -> bool {
    let text = encoding.decode_lossy(lines);
    let undefined = text.chars().filter(|c| is_undefined(*c)).count();
    undefined * MIN_CHARACTERS_PER_UNDEFINED <= text.chars().filter(|c| !c.is_ascii()).count()
}
