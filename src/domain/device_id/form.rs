use super::cell::read_cell;
use super::column::{IdColumn, WeakForms};
use super::groups;
use super::id::IdentifierKind;
use super::imei::{decimal_meid, has_reporting_body, imei};
use super::labels::is_label_without_value;
use super::normal::normalize;
use super::numbers::{NumberKind, has_gs1_check_digit, is_article_with_prefix, named};
use super::placeholder::{is_placeholder, is_zeros};
use super::repair::Repair;
use super::scan::scan;
use super::serial;
use super::spreadsheet::{SpreadsheetNumber, spreadsheet_number};
use super::tokens::tokens;
use crate::domain::row_error::Reason;

/// The form of a cell, regardless of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellForm {
    Empty,
    /// Text that means "no value", or only zeros.
    Placeholder,
    /// A strong identifier and nothing else.
    Strong(IdentifierKind),
    /// 15 digits that have a valid check digit but don't begin like an IMEI.
    Unassigned,
    /// Identifiers of one device, after labels that announce them.
    Labelled(IdentifierKind),
    /// One strong identifier among other text.
    InText(IdentifierKind),
    /// Identifiers of several devices.
    Several,
    /// A strong identifier with an error: wrong check digit, lost zero or digits, or a letter in place of a digit.
    Damaged,
    Fourteen {
        is_gtin: bool,
        has_reporting_body: bool,
    },
    Sixteen {
        is_gtin: bool,
        has_reporting_body: bool,
    },
    Eighteen {
        is_sscc: bool,
        is_meid: bool,
    },
    /// The form of a serial number in a mixed column: 8 to 20 letters and digits.
    SerialShaped {
        length: usize,
    },
    /// Letters and digits that are a serial number only in a column of serial numbers.
    Joined {
        length: usize,
    },
    /// Digits with no other form.
    Digits {
        length: usize,
    },
    OtherNumber(NumberKind),
    /// Text without digits.
    Words,
    /// Text with digits.
    Text,
}

impl CellForm {
    /// Returns whether the form or the label of the cell proves that it contains an identifier.
    pub(crate) fn is_strong(self) -> bool {
        matches!(self, CellForm::Strong(_) | CellForm::Labelled(_) | CellForm::InText(_) | CellForm::Several)
    }

    /// Returns whether the cell may have been meant as an identifier, such as a damaged identifier or a number that
    /// looks like one.
    pub(crate) fn may_identify(self) -> bool {
        match self {
            CellForm::Empty | CellForm::Placeholder | CellForm::Words | CellForm::Text => false,
            CellForm::Digits { length } => length >= MIN_DAMAGED_LENGTH,
            _ => true,
        }
    }
}

/// Maximum size, in bytes, of a cell that is examined. A row with a longer one is malformed anyway.
const MAX_CELL_BYTES: usize = 1_024;

/// Minimum number of digits that can be a damaged identifier.
const MIN_DAMAGED_LENGTH: usize = 8;

/// Returns the form of a cell.
pub(crate) fn form(cell: &str) -> CellForm {
    if cell.len() == 15 && serial::is_digits(cell) {
        return fifteen(cell);
    }
    let trimmed = cell.trim();
    if trimmed.is_empty() {
        return CellForm::Empty;
    }
    if trimmed.len() > MAX_CELL_BYTES {
        return CellForm::Text;
    }
    if is_zeros(trimmed) || is_placeholder(trimmed) {
        return CellForm::Placeholder;
    }
    let has_digit = trimmed.chars().any(char::is_numeric);
    // In other columns, most cells are words, and a label without a value is rare.
    if !has_digit && !trimmed.contains(|c: char| c.is_ascii_punctuation()) {
        return CellForm::Words;
    }
    let text = normalize(trimmed).text;
    if is_label_without_value(&text) {
        return CellForm::Placeholder;
    }
    if !has_digit {
        return CellForm::Words;
    }
    match text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
        true if text.is_empty() => CellForm::Empty,
        true if serial::is_digits(&text) => digits(&text),
        true if !(text.starts_with("IMEI") || text.starts_with("MEID") || text.len() > 20) => joined(&text),
        _ => other(&text),
    }
}

fn fifteen(digits: &str) -> CellForm {
    match (imei(digits).map_err(|error| error.reason), has_reporting_body(digits)) {
        (Ok(_), true) => CellForm::Strong(IdentifierKind::Imei),
        (Ok(_), false) => CellForm::Unassigned,
        (Err(Reason::ImeiAllEqual), _) if digits.starts_with('0') => CellForm::Placeholder,
        (Err(_), true) => CellForm::Damaged,
        (Err(_), false) => CellForm::Digits { length: 15 },
    }
}

fn digits(text: &str) -> CellForm {
    let has_reporting_body = has_reporting_body(text);
    match (text.len(), named(text)) {
        (15, _) => fifteen(text),
        (14, _) => CellForm::Fourteen { is_gtin: has_gs1_check_digit(text), has_reporting_body },
        (16, _) => CellForm::Sixteen { is_gtin: is_article_with_prefix(text), has_reporting_body },
        (18, Some(NumberKind::Sim { .. })) => CellForm::OtherNumber(NumberKind::Sim { has_letter: false }),
        (18, _) => {
            CellForm::Eighteen { is_sscc: has_gs1_check_digit(text), is_meid: decimal_meid(text).is_ok() }
        }
        (_, Some(kind)) => CellForm::OtherNumber(kind),
        (length, None) => CellForm::Digits { length },
    }
}

/// Returns the form of letters and digits without anything between them.
fn joined(text: &str) -> CellForm {
    match read_cell(text, IdColumn::Any, WeakForms::default()) {
        Ok(ids) if ids.first.id.kind() == IdentifierKind::Serial => {
            CellForm::SerialShaped { length: text.len() }
        }
        Ok(ids) => CellForm::Strong(ids.first.id.kind()),
        Err(error) if matches!(error.reason, Reason::ImeiLetter | Reason::MeidCheckDigit) => {
            CellForm::Damaged
        }
        Err(_) => match named(text) {
            Some(kind) => CellForm::OtherNumber(kind),
            None if spreadsheet_number(text).is_some() => CellForm::Damaged,
            None if serial::is_storable(text) => CellForm::Joined { length: text.len() },
            None => CellForm::Text,
        },
    }
}

/// Returns the form of text with characters other than letters and digits.
fn other(text: &str) -> CellForm {
    let compact: String = text.chars().filter(|c| *c != ' ').collect();
    match spreadsheet_number(&compact) {
        // Rounded numbers are identifiers only if they had enough digits: 3,5E+14.
        Some(SpreadsheetNumber::Lost) => return lost(&compact),
        Some(SpreadsheetNumber::Digits(number, _)) => return digits(&number),
        None => {}
    }
    if let Some(number) = printed_number(text) {
        return digits(&number);
    }
    let is_labelled = || scan(text).found.iter().any(|found| found.label.is_some());
    match read_cell(text, IdColumn::Any, WeakForms::default()) {
        Ok(ids) => {
            let kind = ids.first.id.kind();
            match ids.first.repair {
                Some(Repair::TakenFromText) if !is_labelled() => CellForm::InText(kind),
                None if ids.first.label.is_none() => CellForm::Strong(kind),
                _ => CellForm::Labelled(kind),
            }
        }
        Err(error) => match error.reason {
            Reason::IdSeveral => CellForm::Several,
            Reason::ImeiCheckDigit | Reason::ImeiAllEqual | Reason::ImeiLostZero | Reason::MeidCheckDigit => {
                CellForm::Damaged
            }
            _ => named(text).map_or(CellForm::Text, CellForm::OtherNumber),
        },
    }
}

/// Returns the digits of text that consists only of a number in the groups of an IMEI.
fn printed_number(text: &str) -> Option<String> {
    let tokens = tokens(text);
    let is_all = |text: &str| text.chars().all(|c| c.is_ascii_digit() || " -/.',".contains(c));
    groups::printed(&tokens)
        .filter(|group| group.length == tokens.len() && is_all(text))
        .map(|group| group.digits)
}

/// Returns the form of a number in scientific notation that has lost digits.
fn lost(text: &str) -> CellForm {
    let exponent =
        text.rsplit_once('E').and_then(|(_, exponent)| exponent.trim_start_matches('+').parse().ok());
    match exponent {
        Some(13..=19_u32) => CellForm::Damaged,
        _ => CellForm::Text,
    }
}
