/// The workbook format used since Excel 2007.
pub(super) const XLSX: &str = "an Excel workbook (XLSX)";
/// The spreadsheet format used by LibreOffice and others.
pub(super) const ODS: &str = "an OpenDocument spreadsheet (ODS)";
/// The XML format of Excel 2003.
pub(super) const SPREADSHEET_ML: &str = "an Excel 2003 XML spreadsheet";
/// An HTML page with a table, which web applications export with the extension `.xls`.
pub(super) const HTML: &str = "an HTML page";

/// Returns the binary format that a file's first bytes indicate, with its article. Returns `None` for text.
pub(super) fn binary(head: &[u8]) -> Option<&'static str> {
    let has = |name: &[u8]| head.windows(name.len()).any(|part| part == name);
    let at = |offset: usize, mark: &[u8]| head.get(offset..).is_some_and(|rest| rest.starts_with(mark));
    Some(match head {
        [b'P', b'K', 3, 4, ..] if has(b"xl/") => XLSX,
        [b'P', b'K', 3, 4, ..] if has(b"opendocument.spreadsheet") => ODS,
        [b'P', b'K', 3, 4, ..] if has(b"word/") => "a Word document (DOCX)",
        // The parts of an XLSX may be in another order, but `[Content_Types].xml` always comes first.
        [b'P', b'K', 3, 4, ..] if at(30, b"[Content_Types].xml") => XLSX,
        [b'P', b'K', 3 | 5, 4 | 6, ..] => "a ZIP archive",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "an Excel workbook (XLS)",
        [0x1F, 0x8B, 8, ..] => "a GZIP archive",
        [b'7', b'z', 0xBC, 0xAF, ..] => "a 7z archive",
        [0xFF, 0xD8, 0xFF, ..] => "an image (JPEG)",
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => "text in UTF-32",
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => "an image (BMP)",
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => "an image (TIFF)",
        _ if at(0, b"\x89PNG\r\n") => "an image (PNG)",
        _ if at(0, b"GIF87a") || at(0, b"GIF89a") => "an image (GIF)",
        _ if at(0, b"RIFF") && at(8, b"WEBP") => "an image (WebP)",
        _ if at(4, b"ftyphei") || at(4, b"ftypmif1") => "an image (HEIC)",
        _ if at(0, b"%PDF-") => "a PDF document",
        _ if at(0, b"Rar!\x1A\x07") => "a RAR archive",
        _ => return None,
    })
}

/// Returns the kind of a file that has too many control characters to be text. Returns `None` for text.
///
/// A few control characters make only their own rows malformed, so the file isn't rejected.
pub(super) fn control_characters(head: &[u8]) -> Option<&'static str> {
    let is_control = |byte: &&u8| **byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1A);
    let controls = head.iter().filter(is_control).count();
    if controls < 16 || controls * 20 < head.len() {
        return None;
    }
    Some("a binary file")
}

/// Returns the format, with its article, of text whose beginning shows that it isn't a list. Returns `None` for a list.
pub(super) fn text(beginning: &str) -> Option<&'static str> {
    let trimmed = beginning.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    let lowercase = trimmed.chars().take(64).collect::<String>().to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| lowercase.starts_with(word));
    let mut lines = trimmed.lines();
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    Some(match lowercase.chars().next()? {
        '<' if begins(&["<!doctype html", "<html", "<head", "<meta", "<body", "<table", "<div", "<!--"]) => {
            "an HTML page"
        }
        '<' if begins(&["<?xml", "<!", "<workbook"]) || is_tag(&lowercase) => "an XML file",
        '{' if begins(&["{\\rtf"]) => "an RTF document",
        '{' | '[' => "a JSON file",
        // "ID;P" alone could be a header, so the second line must be a record too.
        'i' if first.starts_with("ID;P") && is_sylk_record(second) => "a SYLK spreadsheet",
        _ if is_mail(first) => "an e-mail",
        _ => return None,
    })
}

fn is_tag(lowercase: &str) -> bool {
    lowercase.chars().nth(1).is_some_and(|c| c.is_ascii_alphabetic()) && lowercase.contains('>')
}

fn is_sylk_record(line: &str) -> bool {
    let name = line.split(';').next().unwrap_or_default();
    matches!(name, "P" | "B" | "C" | "F" | "O" | "E" | "NN" | "NE" | "NL" | "NU")
}

fn is_mail(first: &str) -> bool {
    let fields = [
        "Return-Path",
        "Received",
        "Delivered-To",
        "MIME-Version",
        "Message-ID",
        "From",
        "To",
        "Subject",
        "Date",
    ];
    let field = first.split_once(": ").map(|(field, _)| field);
    field.is_some_and(|field| fields.iter().any(|name| name.eq_ignore_ascii_case(field)))
        || (first.starts_with("From ") && first.contains('@'))
}
