//! The cells of a sheet. Texts are stored in the cells themselves, because a list of all texts would have to be in
//! memory.

use std::fmt::Write as _;

use crate::exports::download::Column;

/// Maximum length of a text. Excel allows this number of UTF-16 units, which is never more than the number of bytes.
const MAX_TEXT_BYTES: usize = 32_767;
/// Maximum number of digits of a number that a spreadsheet shows unchanged.
const MAX_DIGITS: usize = 11;

/// Returns the letters of a column, counted from 0: `A`, `Z`, `AA`.
pub(super) fn letters(mut index: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.insert(0, b'A' + (index % 26) as u8);
        match index / 26 {
            0 => break,
            rest => index = rest - 1,
        }
    }
    letters.into_iter().map(char::from).collect()
}

/// Adds the header, in bold.
pub(super) fn header(xml: &mut String, columns: &[Column], letters: &[String]) {
    xml.push_str("<row r=\"1\">");
    for (column, letters) in columns.iter().zip(letters) {
        text(xml, letters, 1, 2, &column.name);
    }
    xml.push_str("</row>");
}

/// Adds a row. Empty cells are left out.
pub(super) fn row(xml: &mut String, number: u32, columns: &[Column], letters: &[String], cells: &[String]) {
    let _ = write!(xml, "<row r=\"{number}\">");
    for ((column, letters), cell) in columns.iter().zip(letters).zip(cells) {
        let is_number = column.is_number
            && (1..=MAX_DIGITS).contains(&cell.len())
            && cell.bytes().all(|byte| byte.is_ascii_digit());
        if is_number {
            let _ = write!(xml, "<c r=\"{letters}{number}\"><v>{cell}</v></c>");
        } else if !cell.is_empty() {
            text(xml, letters, number, 1, cell);
        }
    }
    xml.push_str("</row>");
}

fn text(xml: &mut String, letters: &str, row: u32, style: u8, text: &str) {
    let text = beginning(text);
    let space = if text.trim() == text { "" } else { " xml:space=\"preserve\"" };
    let _ = write!(xml, "<c r=\"{letters}{row}\" s=\"{style}\" t=\"inlineStr\"><is><t{space}>");
    escape(xml, text);
    xml.push_str("</t></is></c>");
}

fn beginning(text: &str) -> &str {
    text.get(..text.floor_char_boundary(MAX_TEXT_BYTES)).unwrap_or(text)
}

/// Adds a text. Characters that XML can't contain are written as `_x000D_`, as Excel does, and so is an underscore that
/// would begin such an escape.
pub(super) fn escape(xml: &mut String, text: &str) {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" -.:/".contains(&byte)) {
        xml.push_str(text);
        return;
    }
    for (at, c) in text.char_indices() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\t' | '\n' => xml.push(c),
            '_' if is_escape(&text.as_bytes()[at..]) => xml.push_str("_x005F_"),
            '\0'..' ' | '\u{FFFE}' | '\u{FFFF}' => {
                let _ = write!(xml, "_x{:04X}_", u32::from(c));
            }
            _ => xml.push(c),
        }
    }
}

fn is_escape(bytes: &[u8]) -> bool {
    matches!(bytes, [b'_', b'x', a, b, c, d, b'_', ..] if [a, b, c, d].iter().all(|byte| byte.is_ascii_hexdigit()))
}
