use super::check_digit::{imei_check_digit, meid_check_digit};
use super::clean::{CellText, clean};
use super::id::{DeviceId, IdentifierKind};
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

/// Reads a text of letters and digits in the first format that matches. Returns `None` if none does.
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
    Some(match (bytes.len(), letters) {
        (15, 0) => imei(bytes).map(plain),
        (14, 0) => without_check_digit(bytes),
        (16, 0) => completed(&bytes[..14], Repair::SoftwareVersionDropped),
        (18, 0) => decimal_meid(text).map(plain),
        (14, _) if is_hex => Ok(plain(DeviceId::checked(IdentifierKind::Meid, bytes))),
        (15, _) if is_hex => meid_with_check_digit(bytes).map(plain),
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

/// Reads 15 digits as an IMEI.
pub(super) fn imei(digits: &[u8]) -> Result<DeviceId, RowError> {
    let (body, last) = (&digits[..14], digits[14]);
    if digits.iter().all(|digit| *digit == last) {
        return Err(Reason::ImeiAllEqual.into());
    }
    // The expected digit isn't shown, because a user who copies it would enter another device's valid IMEI.
    if imei_check_digit(body) != last {
        return Err(Reason::ImeiCheckDigit.into());
    }
    Ok(DeviceId::checked(IdentifierKind::Imei, digits))
}

/// Reads 14 digits as an IMEI without its check digit, unless a leading zero may have been lost.
fn without_check_digit(digits: &[u8]) -> Result<Reading, RowError> {
    if digits[0] == b'1' {
        let mut with_zero = [b'0'; 15];
        with_zero[1..].copy_from_slice(digits);
        if imei(&with_zero).is_ok() {
            let complete = String::from_utf8_lossy(&with_zero).into_owned();
            return Err(RowError::new(Reason::ImeiLostZero, format!("{complete} is a valid IMEI.")));
        }
    }
    completed(digits, Repair::CheckDigitAdded)
}

fn completed(body: &[u8], repair: Repair) -> Result<Reading, RowError> {
    let mut digits = [imei_check_digit(body); 15];
    digits[..14].copy_from_slice(body);
    imei(&digits).map(|id| Reading { id, repair: Some(repair) })
}

/// Reads 18 digits as a decimal MEID: 10 for the upper 32 bits and 8 for the lower 24 (3GPP2 X.S0008).
fn decimal_meid(text: &str) -> Result<DeviceId, RowError> {
    let (upper, lower) = text.split_at(10);
    match (upper.parse::<u32>(), lower.parse::<u32>()) {
        (Ok(upper @ 0xA000_0000..), Ok(lower @ ..=0xFF_FFFF)) => {
            Ok(DeviceId::checked(IdentifierKind::Meid, format!("{upper:08X}{lower:06X}").as_bytes()))
        }
        _ => Err(Reason::MeidRange.into()),
    }
}

fn meid_with_check_digit(bytes: &[u8]) -> Result<DeviceId, RowError> {
    let body = &bytes[..14];
    match bytes[14] == meid_check_digit(body) {
        true => Ok(DeviceId::checked(IdentifierKind::Meid, body)),
        false => Err(Reason::MeidCheckDigit.into()),
    }
}

/// Returns the positions of all letters: "O at position 3, I at position 9".
fn letters_at(text: &str) -> String {
    let letters = text.chars().enumerate().filter(|(_, c)| c.is_ascii_uppercase());
    letters.map(|(at, c)| format!("{c} at position {}", at + 1)).collect::<Vec<_>>().join(", ")
}

/// Returns the reason why no format matches: the first invalid character, or the length.
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
            format!("It has the character {shown} at position {}.", at + 1),
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
