use super::column::IdColumn;
use super::imei::is_hex;
use super::serial::is_digits;
use crate::domain::row_error::{Reason, RowError};

/// A number of a known kind that doesn't identify a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberKind {
    /// Number of a SIM card (ICCID).
    Sim { has_letter: bool },
    /// Number of an eSIM (EID).
    Esim,
    /// MAC address.
    Mac,
    /// Article number (GTIN).
    Article,
    /// Pallet number (SSCC).
    Pallet,
    /// Telephone number.
    Telephone,
}

impl NumberKind {
    /// Returns the failure for a row that has this number in place of an identifier.
    pub(super) fn error(self, column: IdColumn) -> RowError {
        if column == IdColumn::Serial
            && !matches!(self, NumberKind::Mac | NumberKind::Sim { has_letter: true })
        {
            return RowError::new(Reason::SerialOtherNumber, format!("It is {}.", self.name()));
        }
        let reason = match self {
            NumberKind::Sim { has_letter: true } => Reason::NumberSimLetter,
            NumberKind::Sim { has_letter: false } => Reason::NumberSim,
            NumberKind::Esim => Reason::NumberEsim,
            NumberKind::Mac => Reason::NumberMac,
            NumberKind::Article => Reason::NumberArticle,
            NumberKind::Pallet => Reason::NumberPallet,
            NumberKind::Telephone => Reason::NumberTelephone,
        };
        reason.into()
    }

    fn name(self) -> &'static str {
        match self {
            NumberKind::Sim { .. } => "the number of a SIM card (ICCID)",
            NumberKind::Esim => "the number of an eSIM (EID)",
            NumberKind::Mac => "a MAC address",
            NumberKind::Article => "an article number (GTIN)",
            NumberKind::Pallet => "the number of a pallet or carton (SSCC)",
            NumberKind::Telephone => "a telephone number",
        }
    }
}

/// Returns the kind of number that normalized text consists of. Returns `None` for any other text.
pub(super) fn named(text: &str) -> Option<NumberKind> {
    if is_mac(text) {
        return Some(NumberKind::Mac);
    }
    if is_telephone(text) {
        return Some(NumberKind::Telephone);
    }
    let compact: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '.')).collect();
    if let Some(kind) = sim(&compact) {
        return Some(kind);
    }
    let has_gtin = |from: usize| compact.get(from..).is_some_and(has_gs1_check_digit);
    match compact.len() {
        _ if !is_digits(&compact) => None,
        32 if compact.starts_with("89") => Some(NumberKind::Esim),
        18 if has_gtin(0) => Some(NumberKind::Pallet),
        20 if compact.starts_with("00") && has_gtin(2) => Some(NumberKind::Pallet),
        8 if is_date(&compact) => None,
        8 | 12 | 13 | 14 if has_gtin(0) => Some(NumberKind::Article),
        16 if is_article_with_prefix(&compact) => Some(NumberKind::Article),
        _ => None,
    }
}

/// Returns whether 8 digits are a date from 1990 to 2099: `20261128`.
fn is_date(digits: &str) -> bool {
    let number =
        |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse().ok()).unwrap_or(0);
    (1990..=2099).contains(&number(0, 4))
        && (1..=12).contains(&number(4, 6))
        && (1..=31).contains(&number(6, 8))
}

/// Returns whether 16 digits are the GS1 prefix `01` or `02` and a valid GTIN-14.
pub(super) fn is_article_with_prefix(digits: &str) -> bool {
    let rest = digits.strip_prefix("01").or_else(|| digits.strip_prefix("02"));
    rest.is_some_and(|gtin| gtin.len() == 14 && is_digits(gtin) && has_gs1_check_digit(gtin))
}

/// Returns whether the last digit is the check digit that GTINs and SSCCs share: weights 3 and 1 from the right.
pub(super) fn has_gs1_check_digit(digits: &str) -> bool {
    let weighted = digits.bytes().rev().enumerate().map(|(index, byte)| {
        let digit = u32::from(byte.wrapping_sub(b'0') % 10);
        if index % 2 == 1 { digit * 3 } else { digit }
    });
    // A number that consists of zeros is a filler.
    digits.bytes().any(|byte| byte != b'0') && weighted.sum::<u32>() % 10 == 0
}

/// Recognizes an ICCID: 18 to 20 characters that begin with `89` and include at most one letter, and an optional `F` at
/// the end.
fn sim(text: &str) -> Option<NumberKind> {
    let body = text.strip_suffix('F').unwrap_or(text);
    let is_long_enough = (18..=20).contains(&text.len()) || (text.len() == 21 && body.len() == 20);
    let letters = body.bytes().filter(u8::is_ascii_uppercase).count();
    let is_well_formed = body.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    (is_long_enough && text.starts_with("89") && is_well_formed && letters <= 1)
        .then_some(NumberKind::Sim { has_letter: letters > 0 || body.len() < text.len() })
}

/// Recognizes six or eight pairs of hexadecimal digits, three groups of four, and 12 digits that include a letter.
fn is_mac(text: &str) -> bool {
    let has_letter = text.bytes().any(|byte| byte.is_ascii_uppercase());
    if text.len() == 12 && is_hex(text) {
        return has_letter && text.bytes().any(|byte| byte.is_ascii_digit());
    }
    [':', '-', '.', ' '].into_iter().any(|separator| {
        let groups: Vec<&str> = text.split(separator).collect();
        let have_length = |length: usize| groups.iter().all(|group| group.len() == length && is_hex(group));
        // Pairs of digits separated by periods or spaces may be a date or an amount.
        let is_certain = has_letter || separator == ':';
        (matches!(groups.len(), 6 | 8) && have_length(2) && (is_certain || separator == '-'))
            || (groups.len() == 3 && have_length(4) && has_letter)
    })
}

/// Recognizes `+49 170 1234567` and `(030) 123456`.
fn is_telephone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let starts = text.starts_with('+') || text.starts_with("(0") || text.starts_with("(+");
    // GS1 prefixes are in parentheses too.
    let is_gs1 = ["(00)", "(01)", "(02)"].iter().any(|prefix| text.starts_with(prefix));
    starts
        && !(is_gs1 && digits > 15)
        && (6..=17).contains(&digits)
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | ' ' | '-' | '/' | '.'))
}
