//! Spreadsheets in text formats, which web applications export with the extension `.xls`.

#[cfg(test)]
mod tests;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Number of bytes at the beginning that are searched for a declaration of the encoding.
const DECLARATION_BYTES: usize = 4 * 1024;

/// A text format that can contain a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextKind {
    /// SpreadsheetML, the XML format of Excel 2003.
    SpreadsheetMl,
    /// An HTML page with a table.
    Html,
    /// An HTML page and its files in the form of an e-mail (RFC 2557).
    WebArchive,
}

/// Returns the format and encoding of text, based on its first bytes. Returns `None` for other files.
pub(super) fn of(head: &[u8]) -> Option<(TextKind, &'static Encoding)> {
    let encoding = encoding(head);
    let (text, _) = encoding.decode_with_bom_removal(head);
    let text = text.trim_start().to_ascii_lowercase();
    let has = |part: &str| text.contains(part);
    let is_archive = text.starts_with("mime-version:") || has("x-document-type: workbook");
    let kind = match text.as_bytes().first()? {
        b'<' if has("urn:schemas-microsoft-com:office:spreadsheet") && !has("<html") => {
            TextKind::SpreadsheetMl
        }
        b'<' if has("<html") || has("<table") => TextKind::Html,
        _ if is_archive && has("multipart/related") => TextKind::WebArchive,
        _ => return None,
    };
    Some((kind, encoding))
}

/// Returns the encoding of text. It depends on the byte order mark, on zero bytes, or on the declaration unless that is
/// wrong. Otherwise, it is UTF-8 or Windows-1252.
fn encoding(head: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    match head {
        [b'<', 0, ..] => return UTF_16LE,
        [0, b'<', ..] => return UTF_16BE,
        _ => {}
    }
    let is_utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    match is_utf8 {
        true if head.is_ascii() => declared(head).filter(|encoding| !is_wide(encoding)).unwrap_or(UTF_8),
        true => UTF_8,
        false => {
            declared(head).filter(|encoding| *encoding != UTF_8 && !is_wide(encoding)).unwrap_or(WINDOWS_1252)
        }
    }
}

/// Returns whether an encoding uses two bytes for each letter. Text without zero bytes can't have such an encoding.
fn is_wide(encoding: &'static Encoding) -> bool {
    [UTF_16LE, UTF_16BE].contains(&encoding)
}

/// Returns the encoding that the text declares: `encoding="…"` in XML, and `charset=…` in HTML.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(head.get(..DECLARATION_BYTES).unwrap_or(head)).to_ascii_lowercase();
    ["encoding=", "charset="].into_iter().find_map(|name| {
        let (_, value) = start.split_once(name)?;
        let value = value.trim_start_matches(['"', '\'', ' ']);
        let end =
            value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c))).unwrap_or(value.len());
        Encoding::for_label(value.get(..end)?.as_bytes())
    })
}
