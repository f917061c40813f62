use super::named::named;
use super::numeric::{digits, iso, separated};
use super::plain::plain;
use super::time::without_time;
use super::written::WrittenDate;

/// Maximum length of a date in bytes, including its time. A longer cell isn't a date.
const MAX_LENGTH: usize = 100;

/// Reads a date in any of the accepted forms, with or without a time. Returns `None` if the text isn't in such a form,
/// or if its form allows only one order and it isn't a calendar date.
pub(super) fn parse(cell: &str) -> Option<WrittenDate> {
    let cell = cell.trim();
    // Most files use this form.
    if let Some(date) = iso(cell) {
        return Some(WrittenDate::Clear(date));
    }
    if cell.len() > MAX_LENGTH {
        return None;
    }
    let text = plain(cell);
    // The end of `20. 11. 26` looks like a time with a period, so the whole text is tried as a date first.
    without_a_time(&text).or_else(|| without_a_time(without_time(&text)?))
}

fn without_a_time(text: &str) -> Option<WrittenDate> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'/' | b'.' | b',' | b' ')) {
        digits(text).or_else(|| separated(text))
    } else {
        named(text)
    }
}
