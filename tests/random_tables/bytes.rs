//! Writes lines with a separator, line endings and an encoding.

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1254,
};

use crate::random::Random;
use crate::surroundings::Line;

/// The format in which a program writes a table.
pub struct Style {
    pub separator: char,
    is_all_quoted: bool,
    is_padded: bool,
    has_trailing_separator: bool,
    has_bars: bool,
    has_raw_formulas: bool,
    line_ending: &'static str,
}

impl Style {
    /// Chooses a random format.
    pub fn random(random: &mut Random) -> Style {
        let separator = random.weighted(&[(40, ';'), (35, ','), (20, '\t'), (5, '|')]);
        Style {
            separator,
            is_all_quoted: separator != '|' && random.percent(12),
            is_padded: random.percent(50),
            has_trailing_separator: separator != '|' && random.percent(5),
            has_bars: separator == '|' && random.percent(50),
            has_raw_formulas: random.percent(50),
            line_ending: random.weighted(&[(50, "\r\n"), (48, "\n"), (2, "\r")]),
        }
    }

    /// Returns a line without its line ending. `width` is the number of columns.
    pub fn line(&self, line: &Line, width: usize) -> String {
        let (cells, is_padded) = match line {
            Line::Raw(text) => return text.clone(),
            Line::Cells(cells) => (cells, false),
            Line::Words(cells) => (cells, self.is_padded),
        };
        let mut cells: Vec<String> = cells.iter().map(|cell| self.cell(cell)).collect();
        if is_padded {
            cells.resize(width.max(cells.len()), String::new());
        }
        if self.has_bars {
            return format!("| {} |", cells.join(" | "));
        }
        let text = cells.join(&self.separator.to_string());
        if self.has_trailing_separator && matches!(line, Line::Cells(_)) {
            format!("{text}{}", self.separator)
        } else {
            text
        }
    }

    fn cell(&self, cell: &str) -> String {
        let is_raw_formula = self.has_raw_formulas && cell.starts_with("=\"");
        let is_quoted = self.is_all_quoted || cell.contains([self.separator, '"']);
        match is_quoted && !is_raw_formula {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell.to_owned(),
        }
    }

    /// Returns the bytes of a file with these lines.
    pub fn file(&self, lines: &[String], language: &str, random: &mut Random) -> Vec<u8> {
        let mut text = lines.join(self.line_ending);
        if random.percent(90) {
            text.push_str(self.line_ending);
        }
        encode(&text, language, random)
    }
}

/// Returns the code page that programs without Unicode support use for a language.
fn code_page(language: &str) -> &'static Encoding {
    match language {
        "pl" | "cs" => WINDOWS_1250,
        "ru" | "uk" => WINDOWS_1251,
        "tr" => WINDOWS_1254,
        "zh-CN" => GB18030,
        "zh-TW" => BIG5,
        "ja" => SHIFT_JIS,
        "ko" => EUC_KR,
        _ => WINDOWS_1252,
    }
}

fn encode(text: &str, language: &str, random: &mut Random) -> Vec<u8> {
    let in_utf_16 = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(to_bytes).collect()
    };
    match random.between(1, 100) {
        1..=52 => text.as_bytes().to_vec(),
        53..=74 => ["\u{FEFF}".as_bytes(), text.as_bytes()].concat(),
        75..=82 => in_utf_16(u16::to_le_bytes),
        83..=84 => in_utf_16(u16::to_be_bytes),
        _ => match code_page(language).encode(text) {
            (bytes, _, false) => bytes.into_owned(),
            _ => text.as_bytes().to_vec(),
        },
    }
}
