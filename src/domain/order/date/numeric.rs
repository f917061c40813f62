//! Dates that consist of digits and separators.

use chrono::NaiveDate;

use super::date_order::DateQuestion;
use super::written::WrittenDate;

/// The century of two-digit years: `26` is 2026.
const CENTURY: i32 = 2000;

/// Reads exactly `YYYY-MM-DD`. chrono alone would also accept signs and single digits.
pub(super) fn iso(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let has_lengths = (year.len(), month.len(), day.len()) == (4, 2, 2);
    (has_lengths && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
        .then(|| calendar_date(year, month, day))?
}

/// Reads an eight-digit date, or a day number, which may have a fraction.
pub(super) fn digits(text: &str) -> Option<WrittenDate> {
    if text.len() == 8 && is_digits(text) {
        let (year, middle, last) = (text.get(..4)?, text.get(4..6)?, text.get(6..)?);
        let readings = [calendar_date(year, middle, last), calendar_date(year, last, middle)];
        return Some(WrittenDate::TwoOrders(DateQuestion::EightDigits, readings));
    }
    let (days, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let is_number = is_digits(days) && is_digits(fraction) && days.len() <= 7;
    is_number.then(|| days.parse().ok().map(WrittenDate::Serial))?
}

/// Reads three numbers with equal separators, such as `20.11.2026`, `2026/11/20` and `20. 11. 2026`.
pub(super) fn separated(text: &str) -> Option<WrittenDate> {
    let separator = text.chars().find(|c| !c.is_ascii_digit() && *c != ' ')?;
    if !matches!(separator, '-' | '/' | '.') {
        return None;
    }
    // In some countries, dates end with a period: `2026. 11. 20.`
    let text = text.strip_suffix('.').filter(|_| separator == '.').unwrap_or(text);
    let mut parts = text.split(separator).map(str::trim);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || ![first, second, third].into_iter().all(is_digits) {
        return None;
    }
    match (first.len(), second.len(), third.len(), separator) {
        (4, 1 | 2, 1 | 2, _) => calendar_date(first, second, third).map(WrittenDate::Clear),
        // Dates with periods never begin with the month.
        (1 | 2, 1 | 2, 2 | 4, '.') => calendar_date(third, second, first).map(WrittenDate::Clear),
        (1 | 2, 1 | 2, 2 | 4, _) => {
            let readings = [calendar_date(third, second, first), calendar_date(third, first, second)];
            Some(WrittenDate::TwoOrders(DateQuestion::DayAndMonth, readings))
        }
        _ => None,
    }
}

/// Returns the date with these digits. Two-digit years are counted from 2000.
pub(super) fn calendar_date(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let century = if year.len() == 2 { CENTURY } else { 0 };
    NaiveDate::from_ymd_opt(
        year.parse::<u16>().map(i32::from).ok()? + century,
        month.parse().ok()?,
        day.parse().ok()?,
    )
}

pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
