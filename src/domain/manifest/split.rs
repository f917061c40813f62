/// Returns the end of the unquoted cell that begins at `from`: the offset of the next separator, or the end of the
/// text.
///
/// A decimal comma isn't a separator (see [`number_end`]).
pub(super) fn cell_end(text: &[u8], from: usize, separator: u8) -> usize {
    let mut at = from;
    while let Some(length) = text[at..].iter().position(|byte| *byte == separator) {
        let found = at + length;
        match if separator == b',' { number_end(text, from, found) } else { None } {
            Some(end) => at = end,
            None => return found,
        }
    }
    text.len()
}

/// Returns the end of the cell if the comma is part of a number that fills the whole cell:
///
/// - scientific notation (`3,5E+14`): one digit, a comma, digits, `E`, an optional sign, one to three digits;
/// - decimals that are all zero (`350000123456788,00`): 14 to 18 digits, a comma, one to four zeros;
/// - thousands (`350,000,123,456,788`): five groups of three digits.
///
/// Any other comma is a separator, even one between two identifiers. Spaces, an apostrophe and `="…"` around the number
/// are allowed. Returns `None` if the comma is a separator.
fn number_end(text: &[u8], from: usize, comma: usize) -> Option<usize> {
    let may_surround = |byte: &&u8| matches!(byte, b' ' | b'\'' | b'=' | b'"');
    let count = |part: &[u8], matches: fn(&u8) -> bool| part.iter().take_while(|byte| matches(byte)).count();
    let before = &text[from..comma];
    let whole = &before[before.iter().take_while(may_surround).count()..];
    if whole.is_empty() || !whole.iter().all(u8::is_ascii_digit) {
        return None;
    }
    if let Some(end) = thousands_end(text, comma - whole.len()) {
        return Some(end);
    }
    let mut at = comma + 1;
    let fraction = count(&text[at..], u8::is_ascii_digit);
    let zeros = count(&text[at..], |byte| *byte == b'0');
    at += fraction;
    match text.get(at) {
        Some(b'E' | b'e') if whole.len() == 1 && fraction > 0 => {
            at += 1;
            at += usize::from(matches!(text.get(at), Some(b'+' | b'-')));
            let exponent = count(&text[at..], u8::is_ascii_digit);
            if !(1..=3).contains(&exponent) {
                return None;
            }
            at += exponent;
        }
        _ if (14..=18).contains(&whole.len()) && (1..=4).contains(&fraction) && zeros == fraction => {}
        _ => return None,
    }
    at += text[at..].iter().take_while(|byte| matches!(byte, b' ' | b'"')).count();
    (at == text.len() || text[at] == b',').then_some(at)
}

/// Returns the end of a number that begins at `from` and consists of five groups of three digits. Returns `None` if
/// there is none.
fn thousands_end(text: &[u8], from: usize) -> Option<usize> {
    let end = from + THOUSANDS_LENGTH;
    let number = text.get(from..end)?;
    let is_grouped = number.iter().enumerate().all(|(index, byte)| match index % 4 {
        3 => *byte == b',',
        _ => byte.is_ascii_digit(),
    });
    let rest = text[end..].iter().take_while(|byte| matches!(byte, b' ' | b'"')).count();
    (is_grouped && text.get(end + rest).is_none_or(|byte| *byte == b',')).then_some(end + rest)
}

/// Length of a number of 15 digits with four commas between its groups.
const THOUSANDS_LENGTH: usize = 19;
