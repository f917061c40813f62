use super::check_digit::meid_check_digit;
use super::id::MAX_LENGTH;
use super::imei::{decimal_meid, has_reporting_body, is_meid_body};

/// Minimum length of a serial number in a column of serial numbers.
pub(super) const MIN_LENGTH: usize = 5;

/// Minimum length of a serial number in a column of mixed identifiers.
const MIN_LENGTH_ELSEWHERE: usize = 8;

/// Returns whether text can be stored as a serial number.
///
/// Excludes everything that could be another identifier, so that the text alone determines the kind: 15 digits, 14 or
/// 16 digits that begin like an IMEI, decimal MEIDs, and MEIDs with or without a check digit.
pub(super) fn is_storable(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_well_formed = (MIN_LENGTH..=MAX_LENGTH).contains(&bytes.len())
        && bytes.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && bytes.iter().any(u8::is_ascii_digit);
    let is_other = match (bytes.len(), is_digits(text)) {
        (15, true) => true,
        (14 | 16, true) => has_reporting_body(text),
        (18, true) => decimal_meid(text).is_ok(),
        (14, false) => is_meid_body(text),
        (15, false) => text.get(..14).is_some_and(is_meid_body) && has_meid_check_digit(text),
        _ => false,
    };
    is_well_formed && !is_other
}

/// Returns whether text has the form of a serial number in a column of mixed identifiers: 8 to 20 characters, including
/// a letter and a digit, that aren't a word with a number, a date, an order number or a tracking number.
pub(super) fn is_mixed(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (MIN_LENGTH_ELSEWHERE..=MAX_LENGTH).contains(&text.len())
        && digits > 0
        && digits < text.len()
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && !is_numbered_word(text)
        && !is_date(text)
        && !is_tracking_number(text)
}

/// Returns whether both values are serial numbers of the same length, and the second ends with the higher number.
pub(super) fn is_range(from: &str, to: &str) -> bool {
    let common = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    let ends = |text: &str| text.get(common..).is_some_and(is_digits);
    from.len() == to.len() && from.len() >= MIN_LENGTH && common >= 2 && ends(from) && ends(to) && from < to
}

/// Returns the end of a range that is written as a serial number and the last digits of another: `R5K4201-09`.
pub(super) fn range_end(from: &str, last_digits: &str) -> Option<String> {
    let start = from.len().checked_sub(last_digits.len())?;
    let tail = from.get(start..).filter(|tail| is_digits(tail) && *tail < last_digits)?;
    let is_range = from.len() >= MIN_LENGTH && start >= 2 && is_digits(last_digits) && tail.len() <= 4;
    is_range.then(|| format!("{}{last_digits}", from.get(..start).unwrap_or_default()))
}

/// Returns whether text consists of at least one digit and nothing else.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns whether the last of 15 hexadecimal digits is the check digit of a MEID.
pub(super) fn has_meid_check_digit(text: &str) -> bool {
    text.as_bytes().split_last().is_some_and(|(last, body)| meid_check_digit(body) == *last)
}

/// Recognizes four or more letters followed by up to four digits (`CARTON0001`), and an order number with a prefix.
fn is_numbered_word(text: &str) -> bool {
    let word = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_word = word.bytes().all(|byte| byte.is_ascii_uppercase());
    let numbers = text.len() - word.len();
    is_word && ((word.len() >= 4 && numbers <= 4) || matches!(word, "PO" | "INV" | "RMA" | "ORDER" | "TEL"))
}

/// Recognizes dates with the name of a month, such as `28NOV2026`.
fn is_date(text: &str) -> bool {
    let day = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let month = day.trim_end_matches(|c: char| c.is_ascii_digit());
    let (days, years) = (text.len() - day.len(), day.len() - month.len());
    (1..=2).contains(&days) && matches!(years, 2 | 4) && MONTHS.iter().any(|name| month.starts_with(name))
}

/// Recognizes tracking numbers from UPS (`1Z…`) and in the format of the Universal Postal Union (`RR123456789DE`).
fn is_tracking_number(text: &str) -> bool {
    let is_letters =
        |part: Option<&str>| part.is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_uppercase()));
    let is_postal = text.len() == 13
        && is_letters(text.get(..2))
        && is_letters(text.get(11..))
        && text.get(2..11).is_some_and(is_digits);
    is_postal || (text.len() == 18 && text.starts_with("1Z"))
}

/// The beginnings of month names in the languages that write them in dates.
const MONTHS: [&str; 21] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC", "MAI", "OKT", "DEZ",
    "MRT", "MEI", "FEV", "AVR", "AGO", "DIC",
];
