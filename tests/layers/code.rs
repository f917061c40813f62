//! Separates code from comments and literals.

/// Returns the text with comments and literals replaced by spaces. Lines and byte offsets stay the same.
pub fn code(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => find(bytes, at, b"\n"),
            b'/' if bytes[at..].starts_with(b"/*") => find(bytes, at, b"*/") + 2,
            b'"' => string_end(bytes, at + 1),
            b'r' if !is_word(bytes, at.wrapping_sub(1)) => match raw_string_end(bytes, at + 1) {
                Some(end) => end,
                None => {
                    at += 1;
                    continue;
                }
            },
            b'\'' => char_end(bytes, at),
            _ => {
                at += 1;
                continue;
            }
        }
        .min(bytes.len());
        for byte in &mut out[at..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at = end.max(at + 1);
    }
    String::from_utf8(out).expect("whole literals and comments are replaced, so the text stays UTF-8")
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> usize {
    bytes[from..]
        .windows(what.len())
        .position(|window| window == what)
        .map_or(bytes.len(), |found| from + found)
}

/// Returns whether the byte at this offset belongs to a name.
pub fn is_word(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

fn raw_string_end(bytes: &[u8], from: usize) -> Option<usize> {
    let hashes = bytes[from..].iter().take_while(|byte| **byte == b'#').count();
    if bytes.get(from + hashes) != Some(&b'"') {
        return None;
    }
    let close = [b"\"".as_slice(), &b"#".repeat(hashes)].concat();
    Some(find(bytes, from + hashes + 1, &close) + close.len())
}

/// Returns the end of a character literal, or of the quote alone if it begins a lifetime.
fn char_end(bytes: &[u8], at: usize) -> usize {
    if bytes.get(at + 1) == Some(&b'\\') {
        return find(bytes, at + 3, b"'") + 1;
    }
    let closing = (at + 2..(at + 6).min(bytes.len())).find(|next| bytes[*next] == b'\'');
    match closing {
        // A literal has exactly one character between its quotes, but `<'a, 'b>` has more.
        Some(end) if std::str::from_utf8(&bytes[at + 1..end]).is_ok_and(|s| s.chars().count() == 1) => {
            end + 1
        }
        _ => at + 1,
    }
}

#[test]
fn comments_and_literals_are_replaced_by_spaces() {
    let text =
        "a // crate::web\n\"crate::web \\\" // x\" 'x' '\"' b /* c\nd */ r#\"e\"f\"# &'g str '\\'' h 'ü'";
    let left = code(text);
    assert_eq!(left.split_whitespace().collect::<Vec<_>>(), ["a", "b", "&", "g", "str", "h"]);
    assert_eq!(left.lines().count(), text.lines().count());
}
