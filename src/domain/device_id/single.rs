use super::clean::{CellText, clean};
use super::id::{DeviceId, IdentifierKind};
use super::imei::{completed, decimal_meid, imei, meid, without_check_digit};
use super::joined::letters_at;
use super::repair::Repair;
use super::spreadsheet::{SpreadsheetNumber, spreadsheet_number};
use crate::domain::row_error::{Reason, RowError};

/// An identifier read from a cell, with the repair that it needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The identifier.
    pub id: DeviceId,
    /// The repair, if any. A repair of the digits takes precedence over a repair of their notation.
    pub(crate) repair: Option<Repair>,
}

/// Reads a cell as one identifier, without checking whether it contains several.
pub(super) fn read_one(cell: &str) -> Result<Reading, RowError> {
    let CellText { text, has_negative_exponent } = clean(cell);
    if let Some(inner) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        let Reading { id, repair } = read_cleaned(inner, has_negative_exponent)?;
        return Ok(Reading { id, repair: repair.or(Some(Repair::FormulaUnwrapped)) });
    }
    read_cleaned(&text, has_negative_exponent)
}

fn read_cleaned(text: &str, has_negative_exponent: bool) -> Result<Reading, RowError> {
    if let Some(result) = by_format(text) {
        return result;
    }
    match spreadsheet_number(text) {
        Some(SpreadsheetNumber::Digits(digits, repair)) if !has_negative_exponent => {
            match by_format(&digits) {
                Some(result) => {
                    result.map(|Reading { id, repair: found }| Reading { id, repair: found.or(Some(repair)) })
                }
                None => Err(no_match(&digits)),
            }
        }
        Some(SpreadsheetNumber::Lost) => Err(Reason::IdExcelDigits.into()),
        _ => Err(no_match(text)),
    }
}

/// Reads letters and digits in the first format that matches. Returns `None` if no format matches.
fn by_format(text: &str) -> Option<Result<Reading, RowError>> {
    let bytes = text.as_bytes();
    if !bytes.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
        return None;
    }
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = bytes.len() - digits;
    let is_hex = letters > 0
        && bytes[0].is_ascii_uppercase()
        && bytes.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
    let looks_like_imei = letters > 0 && digits >= 10 && bytes.iter().all(|b| b"0123456789OILSB".contains(b));
    let with_repair = |(id, repair)| Reading { id, repair };
    Some(match (bytes.len(), letters) {
        (15, 0) => imei(text).map(plain),
        (14, 0) => without_check_digit(text).map(with_repair),
        (16, 0) => completed(text, Repair::SoftwareVersionDropped).map(with_repair),
        (18, 0) => decimal_meid(text).map(plain),
        (14 | 15, _) if is_hex => meid(text).map(plain).ok_or(Reason::MeidCheckDigit.into()),
        (14..=16, _) if looks_like_imei => Err(RowError::new(Reason::ImeiLetter, letters_at(text))),
        (8..=20, _) if letters > 0 && digits > 0 => {
            Ok(plain(DeviceId::checked(IdentifierKind::Serial, bytes)))
        }
        _ => return None,
    })
}

pub(super) fn plain(id: DeviceId) -> Reading {
    Reading { id, repair: None }
}

/// Returns why no format matches: the first invalid character, or the length.
fn no_match(text: &str) -> RowError {
    let is_invalid = |c: &char| !c.is_ascii_uppercase() && !c.is_ascii_digit();
    if let Some((at, c)) = text.chars().enumerate().find(|(_, c)| is_invalid(c)) {
        let shown = match c {
            _ if c.is_control() => format!("U+{:04X}", u32::from(c)),
            _ if c.is_ascii() => c.to_string(),
            _ => format!("{c} (U+{:04X})", u32::from(c)),
        };
        return RowError::new(
            Reason::IdOther,
            format!("It contains the character {shown} at position {}.", at + 1),
        );
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    match (text.len(), digits) {
        (0, _) => Reason::IdEmpty.into(),
        (1, 1) => RowError::new(Reason::ImeiLength, "1 digit"),
        (length, _) if digits == length => RowError::new(Reason::ImeiLength, format!("{length} digits")),
        (_, 0) => RowError::new(Reason::IdOther, "It has no digits."),
        (length, _) => RowError::new(Reason::SerialLength, format!("{length} characters")),
    }
}
