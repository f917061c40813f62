//! Detects passwords that follow a pattern: repetitions, and sequences of neighbouring keys or letters.

use super::limits::MIN_CHARS;

/// The rows of common keyboards, the digits and the alphabet. Each wraps around to its beginning.
const ROWS: [&str; 8] = [
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "yxcvbnm",
];
/// Minimum average length of the runs of neighbouring keys for a password to count as a sequence.
const MIN_RUN: usize = 4;

/// Returns the text that is repeated, or the whole text if it doesn't repeat itself. The last repetition may be cut
/// off.
pub(super) fn repeated_unit(text: &str) -> &str {
    let ends = text.char_indices().map(|(index, _)| index).skip(1);
    let mut units = ends.take_while(|end| end * 2 <= text.len()).map(|end| &text[..end]);
    let repeats = |unit: &&str| text.as_bytes().iter().eq(unit.as_bytes().iter().cycle().take(text.len()));
    units.find(repeats).unwrap_or(text)
}

/// Returns whether text repeats a unit that would be too short for a password.
pub(super) fn is_repetition(text: &str) -> bool {
    repeated_unit(text).chars().count() < MIN_CHARS
}

/// Returns whether text consists of neighbouring keys or letters, such as `qwertyuiop12` or `1234qwerasdf`.
pub(super) fn is_row_of_keys(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let breaks = chars.windows(2).filter(|pair| !are_neighbours(pair[0], pair[1])).count();
    chars.len() / (breaks + 1) >= MIN_RUN
}

fn are_neighbours(a: char, b: char) -> bool {
    a == b
        || ROWS.iter().any(|row| {
            let next = row.chars().cycle().skip(1);
            row.chars().zip(next).any(|pair| pair == (a, b) || pair == (b, a))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_repeated_unit_is_found() {
        for (text, unit) in [
            ("aaaa", "a"),
            ("abab", "ab"),
            ("abcab", "abcab"),
            ("abcabcab", "abc"),
            ("ééé", "é"),
            ("abc", "abc"),
            ("", ""),
        ] {
            assert_eq!(repeated_unit(text), unit, "{text}");
        }
    }
}
