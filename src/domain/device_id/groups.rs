use super::tokens::Token;

/// The groups in which IMEIs are printed. Other groups may be two numbers side by side, such as a date and a quantity.
const IMEI: &[&[usize]] = &[
    &[2, 6, 6, 1],
    &[6, 2, 6, 1],
    &[8, 6, 1],
    &[2, 6, 7],
    &[6, 2, 7],
    &[14, 1],
    &[3, 3, 3, 3, 3],
    &[5, 5, 5],
    &[4, 4, 4, 3],
];

/// The groups of an IMEI with its software version, and without its check digit.
const WITH_VERSION: &[&[usize]] = &[&[2, 6, 6, 2], &[6, 2, 6, 2], &[8, 6, 2], &[14, 2]];
const BODY: &[&[usize]] = &[&[2, 6, 6], &[6, 2, 6], &[8, 6]];

/// The digits of a number that is printed in groups.
pub(super) struct Group {
    pub(crate) digits: String,
    /// The number of tokens.
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
    [IMEI, WITH_VERSION, BODY].into_iter().flatten().find_map(|pattern| {
        let parts = group.get(..pattern.len())?;
        let has_lengths = parts.iter().zip(*pattern).all(|(token, length)| token.text.len() == *length);
        // Commas separate only groups of three digits.
        let has_commas = parts.iter().skip(1).any(|token| token.gap == ",");
        let is_continued = tokens.get(pattern.len()).is_some_and(|next| next.is_joined() && next.has_digit());
        // A space after 14 digits may precede a quantity.
        let is_quantity = pattern.starts_with(&[14]) && parts.iter().skip(1).any(|token| token.gap == " ");
        (has_lengths && !is_quantity && !is_continued && (!has_commas || pattern.starts_with(&[3])))
            .then(|| Group { digits: digits(parts), length: pattern.len() })
    })
}

/// Joins the tokens without their separators.
pub(super) fn digits(tokens: &[Token<'_>]) -> String {
    tokens.iter().map(|token| token.text).collect()
}

fn is_group_gap(gap: &str) -> bool {
    matches!(gap, " " | "-" | "/" | "." | "'" | ",")
}
