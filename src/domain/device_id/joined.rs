use super::canonical::serial_number;
use super::column::{IdColumn, WeakForms};
use super::id::{DeviceId, IdentifierKind};
use super::imei::{
    completed, decimal_meid, has_reporting_body, imei, is_meid_body, meid, without_check_digit,
};
use super::numbers::{NumberKind, has_gs1_check_digit, is_article_with_prefix, named};
use super::repair::Repair;
use super::serial;
use crate::domain::row_error::{Reason, RowError};

pub(super) type Outcome = Result<(DeviceId, Option<Repair>), RowError>;

/// Reads letters and digits with nothing between them.
pub(super) fn read_joined(text: &str, column: IdColumn, weak: WeakForms) -> Outcome {
    if serial::is_digits(text) { digits(text, column, weak) } else { with_letters(text, column) }
}

/// Reads 15 digits.
pub(super) fn fifteen(digits: &str, column: IdColumn, weak: WeakForms) -> Result<DeviceId, RowError> {
    let id = imei(digits)?;
    let is_accepted = matches!(column, IdColumn::Imei | IdColumn::Meid) || weak.unassigned;
    match is_accepted || has_reporting_body(digits) {
        true => Ok(id),
        false => Err(Reason::ImeiUnassigned.into()),
    }
}

fn digits(text: &str, column: IdColumn, weak: WeakForms) -> Outcome {
    let is_imei_column = column == IdColumn::Imei;
    let is_like_imei = is_imei_column || has_reporting_body(text);
    match text.len() {
        15 => return fifteen(text, column, weak).map(|id| (id, None)),
        14 if is_imei_column || (weak.fourteen && is_like_imei) => return without_check_digit(text),
        // A lost zero hides the reporting body.
        14 if weak.fourteen
            && text.starts_with('1')
            && !has_gs1_check_digit(text)
            && imei(&format!("0{text}")).is_ok() =>
        {
            return without_check_digit(text);
        }
        16 if !is_article_with_prefix(text) && (is_imei_column || (weak.sixteen && is_like_imei)) => {
            return completed(text, Repair::SoftwareVersionDropped);
        }
        18 if (weak.eighteen || column == IdColumn::Meid) && !text.starts_with("89") => {
            return decimal_meid(text).map(|id| (id, None));
        }
        _ => {}
    }
    if column == IdColumn::Serial && weak.digit_serials {
        let is_sim_card = matches!(named(text), Some(NumberKind::Sim { .. } | NumberKind::Esim));
        if let Some(id) = serial_number(text).filter(|_| !is_sim_card) {
            return Ok((id, None));
        }
    }
    Err(not_an_imei(text, column))
}

/// Returns why digits aren't an identifier.
fn not_an_imei(text: &str, column: IdColumn) -> RowError {
    let number = named(text).filter(|kind| {
        // By chance, one in ten numbers has a valid check digit. In a column of serial numbers, short ones aren't
        // reported as article numbers.
        !(column == IdColumn::Serial && *kind == NumberKind::Article && text.len() < 12)
    });
    match (number, column) {
        (Some(kind), _) => kind.error(column),
        (None, IdColumn::Serial) if text.len() >= serial::MIN_LENGTH => {
            RowError::new(Reason::SerialOnlyDigits, "")
        }
        (None, IdColumn::Serial) => too_short_or_long(text),
        (None, _) if text.len() == 1 => RowError::new(Reason::ImeiLength, "1 digit"),
        (None, _) => RowError::new(Reason::ImeiLength, format!("{} digits", text.len())),
    }
}

fn with_letters(text: &str, column: IdColumn) -> Outcome {
    if let Some(id) = meid(text) {
        return Ok((id, None));
    }
    if let Some(kind) = named(text) {
        return Err(kind.error(column));
    }
    if let Some(error) = mistyped(text, column) {
        return Err(error);
    }
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let is_serial_column = column == IdColumn::Serial;
    let serial = serial_number(text).filter(|id| id.kind() == IdentifierKind::Serial);
    match serial {
        Some(id) if is_serial_column || (column == IdColumn::Any && serial::is_mixed(text)) => Ok((id, None)),
        _ if !has_digit => Err(RowError::new(Reason::IdOther, "It has no digits.")),
        Some(_) if !is_serial_column && column != IdColumn::Any && serial::is_mixed(text) => {
            Err(Reason::SerialInImeiColumn.into())
        }
        Some(_) if column == IdColumn::Any && text.len() >= 8 => Err(RowError::new(
            Reason::NoIdentifier,
            "The text looks like a name with a number, a date or a tracking number.",
        )),
        _ if column == IdColumn::Any || is_serial_column => Err(too_short_or_long(text)),
        _ => Err(RowError::new(Reason::IdOther, format!("It has {} letters and digits.", text.len()))),
    }
}

fn too_short_or_long(text: &str) -> RowError {
    let characters = if text.len() == 1 { "character" } else { "characters" };
    RowError::new(Reason::SerialLength, format!("{} {characters}", text.len()))
}

/// Returns the error for an IMEI with letters in place of digits, or for a MEID with a wrong check digit.
pub(super) fn mistyped(text: &str, column: IdColumn) -> Option<RowError> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.len() - digits;
    let is_serial_column = column == IdColumn::Serial;
    if text.len() == 15 && text.get(..14).is_some_and(is_meid_body) && !is_serial_column {
        return Some(Reason::MeidCheckDigit.into());
    }
    let replaced: String = text.chars().map(digit_for).collect();
    let looks_alike = (14..=16).contains(&text.len()) && digits >= 10 && serial::is_digits(&replaced);
    // In a column of serial numbers, only a valid IMEI shows that the letter is wrong.
    let is_imei = imei(&replaced).is_ok() && has_reporting_body(&replaced);
    let has_one_letter = text.len() == 15 && letters == 1 && !is_serial_column && has_reporting_body(text);
    // Serial numbers often begin with a letter, such as S.
    let is_certain = column != IdColumn::Any || text.starts_with(|c: char| c.is_ascii_digit());
    let is_letter = match is_serial_column {
        true => looks_alike && is_imei,
        false => looks_alike && (is_certain || is_imei) || has_one_letter,
    };
    is_letter.then(|| RowError::new(Reason::ImeiLetter, letters_at(text)))
}

/// Returns the digit that a letter looks like. Returns other characters unchanged.
fn digit_for(letter: char) -> char {
    match letter {
        'O' => '0',
        'I' | 'L' => '1',
        'S' => '5',
        'B' => '8',
        _ => letter,
    }
}

/// Returns the positions of all letters: "O at position 3, I at position 9".
pub(super) fn letters_at(text: &str) -> String {
    let letters = text.chars().enumerate().filter(|(_, c)| c.is_ascii_uppercase());
    letters.map(|(at, c)| format!("{c} at position {}", at + 1)).collect::<Vec<_>>().join(", ")
}
