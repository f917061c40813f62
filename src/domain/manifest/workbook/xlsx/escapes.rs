//! Escapes for characters that XML can't contain. Excel writes them as `_x000D_`, with the digits of a UTF-16 unit.

use std::borrow::Cow;

/// Length of an escape in bytes.
const LENGTH: usize = 7;

/// Returns text with its escapes replaced.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    let Some(mut at) = find(text) else { return Cow::Borrowed(text) };
    let mut rest = text;
    let mut unescaped = String::with_capacity(text.len());
    loop {
        unescaped.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut units = Vec::new();
        while let Some(unit) = unit(rest.as_bytes()) {
            units.push(unit);
            rest = &rest[LENGTH..];
        }
        unescaped.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        match find(rest) {
            Some(next) => at = next,
            None => break,
        }
    }
    unescaped.push_str(rest);
    Cow::Owned(unescaped)
}

fn find(text: &str) -> Option<usize> {
    text.match_indices("_x").map(|(at, _)| at).find(|at| unit(&text.as_bytes()[*at..]).is_some())
}

fn unit(bytes: &[u8]) -> Option<u16> {
    match bytes.get(..LENGTH)? {
        [b'_', b'x', digits @ .., b'_'] if digits.iter().all(u8::is_ascii_hexdigit) => {
            u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_replaced_once_and_an_escaped_underscore_does_not_start_another() {
        for (escaped, text) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDCF7_", "\u{1F4F7}"),
            ("_xD83D_a", "\u{FFFD}a"),
            ("_x000_", "_x000_"),
            ("_x12_x0041_", "_x12A"),
            ("_x00G0_ü", "_x00G0_ü"),
        ] {
            assert_eq!(unescape(escaped), text);
        }
    }
}
