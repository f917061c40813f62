use super::tokens::Token;

/// The groups in which IMEIs are printed: with all digits, without a check digit, and with a software version.
const IMEI: [&[usize]; 17] = [
    &[2, 6, 6, 1],
    &[6, 2, 6, 1],
    &[8, 6, 1],
    &[6, 8, 1],
    &[14, 1],
    &[2, 6, 7],
    &[8, 7],
    &[7, 8],
    &[6, 2, 7],
    &[6, 9],
    &[2, 13],
    &[2, 12, 1],
    &[3, 3, 3, 3, 3],
    &[5, 5, 5],
    &[4, 4, 4, 3],
    &[3, 4, 4, 4],
    &[6, 6, 3],
];
const BODY: [&[usize]; 4] = [&[2, 6, 6], &[6, 2, 6], &[8, 6], &[6, 8]];
const WITH_VERSION: [&[usize]; 6] = [&[2, 6, 6, 2], &[6, 2, 6, 2], &[8, 6, 2], &[6, 8, 2], &[14, 2], &[8, 8]];

/// The digits of a number that is printed in groups.
pub(super) struct Group {
    pub(crate) digits: String,
    /// Number of tokens.
    pub(crate) length: usize,
}

/// Returns the number in printed groups at the beginning of the tokens: 15 digits if possible, then 16, then 14.
pub(super) fn printed(tokens: &[Token<'_>]) -> Option<Group> {
    let count = tokens
        .iter()
        .take(6)
        .enumerate()
        .take_while(|(index, token)| token.is_digits() && (*index == 0 || is_group_gap(token.gap)))
        .count();
    if count < 2 {
        return None;
    }
    let group = tokens.get(..count)?;
    [IMEI.as_slice(), WITH_VERSION.as_slice(), BODY.as_slice()].into_iter().flatten().find_map(|pattern| {
        let of_pattern = group.get(..pattern.len())?;
        let has_lengths = of_pattern.iter().zip(*pattern).all(|(token, length)| token.text.len() == *length);
        // Commas group digits only by three.
        let has_commas = of_pattern.iter().skip(1).any(|token| token.gap == ",");
        let is_continued = tokens.get(pattern.len()).is_some_and(|next| next.is_joined() && next.has_digit());
        (has_lengths && !is_continued && (!has_commas || pattern.starts_with(&[3])))
            .then(|| Group { digits: digits(of_pattern), length: pattern.len() })
    })
}

/// Returns the texts of the tokens without what separates them.
pub(super) fn digits(tokens: &[Token<'_>]) -> String {
    tokens.iter().map(|token| token.text).collect()
}

fn is_group_gap(gap: &str) -> bool {
    matches!(gap, " " | "-" | "/" | "." | "'" | ",")
}
