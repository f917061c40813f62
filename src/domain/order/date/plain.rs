use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::domain::order::printable::is_mark_without_width;

/// Converts digits, spaces and hyphens to ASCII, and removes the invisible marks that programs insert around dates.
/// Hyphens and dashes of every kind become `-`.
pub(super) fn plain(cell: &str) -> Cow<'_, str> {
    let cell = cell.trim();
    if cell.is_ascii() {
        return Cow::Borrowed(cell);
    }
    let plain: String = cell
        .nfkc()
        .filter(|c| !is_mark_without_width(*c))
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            _ if c.is_whitespace() => ' ',
            _ => c,
        })
        .collect();
    Cow::Owned(plain.trim().to_owned())
}
