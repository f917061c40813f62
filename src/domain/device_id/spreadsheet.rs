use super::repair::Repair;

/// A number as a spreadsheet writes it.
pub(super) enum SpreadsheetNumber {
    /// All digits are present.
    Digits(String, Repair),
    /// Scientific notation that has lost digits.
    Lost,
}

/// Reads a number in scientific notation, or with decimals that are all zero. Returns `None` for any other text.
pub(super) fn spreadsheet_number(text: &str) -> Option<SpreadsheetNumber> {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (number, exponent) = match text.split_once('E') {
        Some((number, exponent)) => (number, Some(exponent.strip_prefix('+').unwrap_or(exponent))),
        None => (text, None),
    };
    let (whole, fraction) = match number.split_once(['.', ',']) {
        Some((whole, fraction)) if is_digits(fraction) => (whole, fraction),
        Some(_) => return None,
        None => (number, ""),
    };
    if !is_digits(whole) {
        return None;
    }
    let Some(exponent) = exponent else {
        let has_zero_decimals = !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0');
        return has_zero_decimals
            .then(|| SpreadsheetNumber::Digits(whole.to_owned(), Repair::DecimalsDropped));
    };
    if !is_digits(exponent) || exponent.len() > 3 {
        return None;
    }
    // The mantissa has all 15 digits if the exponent moves the decimal point exactly to its end.
    let shift = exponent.parse().unwrap_or(usize::MAX);
    if fraction.len() == shift && whole.len() + shift == 15 {
        Some(SpreadsheetNumber::Digits(format!("{whole}{fraction}"), Repair::ScientificRepaired))
    } else {
        Some(SpreadsheetNumber::Lost)
    }
}
