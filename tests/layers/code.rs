//! Separates code from comments and literals.

use std::ops::Range;

/// The kinds of text in a source file that aren't code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Comment,
    Text,
    Character,
}

/// Returns the text with comments and literals replaced by spaces. Lines and byte offsets stay the same.
pub fn code(text: &str) -> String {
    let mut out = text.as_bytes().to_vec();
    for (_, span) in spans(text) {
        for byte in &mut out[span] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    String::from_utf8(out).expect("replacing whole literals and comments leaves valid UTF-8")
}

/// Returns the string literals with their quotes, in file order.
pub fn strings(text: &str) -> Vec<&str> {
    spans(text).into_iter().filter(|(kind, _)| *kind == Kind::Text).map(|(_, span)| &text[span]).collect()
}

/// Returns the kinds and byte ranges of all comments and literals.
fn spans(text: &str) -> Vec<(Kind, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut spans = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (kind, end) = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => (Kind::Comment, find(bytes, at, b"\n")),
            b'/' if bytes[at..].starts_with(b"/*") => (Kind::Comment, find(bytes, at, b"*/") + 2),
            b'"' => (Kind::Text, string_end(bytes, at + 1)),
            b'r' if !is_word(bytes, at.wrapping_sub(1)) => match raw_string_end(bytes, at + 1) {
                Some(end) => (Kind::Text, end),
                None => {
                    at += 1;
                    continue;
                }
            },
            b'\'' => (Kind::Character, char_end(bytes, at)),
            _ => {
                at += 1;
                continue;
            }
        };
        let end = end.min(bytes.len()).max(at + 1);
        spans.push((kind, at..end));
        at = end;
    }
    spans
}

fn find(bytes: &[u8], from: usize, needle: &[u8]) -> usize {
    bytes[from..]
        .windows(needle.len())
        .position(|window| window == needle)
        .map_or(bytes.len(), |offset| from + offset)
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

/// Returns the end of a character literal, or of just the quote if it begins a lifetime.
fn char_end(bytes: &[u8], at: usize) -> usize {
    if bytes.get(at + 1) == Some(&b'\\') {
        return find(bytes, at + 3, b"'") + 1;
    }
    let closing = (at + 2..(at + 6).min(bytes.len())).find(|next| bytes[*next] == b'\'');
    match closing {
        // A literal has exactly one character between its quotes, which may take several bytes. `<'a, 'b>` has more.
        Some(end) if std::str::from_utf8(&bytes[at + 1..end]).is_ok_and(|s| s.chars().count() == 1) => {
            end + 1
        }
        _ => at + 1,
    }
}

#[test]
fn comments_and_strings_are_not_code() {
    let text =
        "a // crate::web\n\"crate::web \\\" // x\" 'x' '\"' b /* c\nd */ r#\"e\"f\"# &'g str '\\'' h 'ü'";
    let code = code(text);
    assert_eq!(code.split_whitespace().collect::<Vec<_>>(), ["a", "b", "&", "g", "str", "h"]);
    assert_eq!(code.lines().count(), text.lines().count());
}

#[test]
fn strings_are_found_with_their_quotes() {
    let text = "let a = \"b \\\" c\"; // \"no\"\nlet d = ['\"', r#\"e \"f\"\"#];";
    assert_eq!(strings(text), ["\"b \\\" c\"", "r#\"e \"f\"\"#"]);
}
