//! The time of day that follows a date. Only its form matters, because the time is ignored.

use crate::domain::fold::fold;

/// Words between a date and its time, or before the hour, without accents.
const BEFORE_TIME: &[&str] = &[
    "t", "at", "um", "a", "as", "alle", "ore", "las", "om", "kl", "klo", "o", "godz", "v", "ve", "saat", "в",
    "о", "об", "上午", "下午", "中午", "凌晨", "晚上", "午前", "午後", "오전", "오후",
];

/// Words after a time, without accents.
const AFTER_TIME: &[&str] =
    &["am", "pm", "a.m.", "p.m.", "a. m.", "p. m.", "a.m", "p.m", "uhr", "h", "hrs", "oo", "os"];

/// Returns the text before the time at its end. Returns `None` if there is no time.
pub(super) fn without_time(text: &str) -> Option<&str> {
    let (date, time) = match text.find(':') {
        Some(colon) => text.split_at_checked(hour_start(text, colon))?,
        None => split_without_colon(text)?,
    };
    let date = without_introduction(date);
    (!date.is_empty() && is_time(time.trim_start())).then_some(date)
}

/// Returns the offset of the digits before the first colon.
fn hour_start(text: &str, colon: usize) -> usize {
    let before = text.get(..colon).unwrap_or_default();
    before.trim_end_matches(|c: char| c.is_ascii_digit()).len()
}

/// Splits `20261120T093000` and `20.11.2026 9.30`.
fn split_without_colon(text: &str) -> Option<(&str, &str)> {
    let is_before_digit = |at: usize| text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit);
    let basic = text.find(['T', 't']).filter(|at| is_before_digit(*at));
    match basic {
        Some(at) => Some((text.get(..at)?, text.get(at + 1..)?)),
        None => text.rsplit_once(' '),
    }
}

/// Returns a date without the comma or word that introduces its time.
fn without_introduction(date: &str) -> &str {
    let mut date = date.trim_end_matches([' ', ',']);
    loop {
        let body = date.trim_end_matches('.');
        let shorter = body.trim_end_matches(char::is_alphabetic);
        let word = body.get(shorter.len()..).unwrap_or_default();
        let length = introduction_length(word);
        if length == 0 {
            return date;
        }
        date = body.get(..body.len() - length).unwrap_or_default().trim_end_matches([' ', ',']);
    }
}

/// Returns the length of the part at the end of `word` that introduces a time, or 0 if there is none. East Asian
/// scripts don't have a space before it.
fn introduction_length(word: &str) -> usize {
    if BEFORE_TIME.contains(&fold(word).as_str()) {
        return word.len();
    }
    let is_east_asian = |c: char| c >= '\u{2E80}';
    let is_end = |end: &&&str| word.strip_suffix(**end).is_some_and(|date| date.ends_with(is_east_asian));
    BEFORE_TIME.iter().chain(&["T"]).find(is_end).map_or(0, |end| end.len())
}

/// Returns whether text is a time of day, optionally with a fraction, AM or PM, and a time zone.
fn is_time(text: &str) -> bool {
    let Some((hour, rest)) = number(text, 24) else { return false };
    if hour == 4 || hour == 6 {
        return is_zone(rest);
    }
    let separator = rest.chars().next().filter(|c| matches!(c, ':' | '.' | 'h'));
    let Some((2, mut rest)) = separator.and_then(|_| number(rest.get(1..)?, 59)) else { return false };
    if let Some(seconds) = rest.strip_prefix([':', '.']) {
        let Some((2, after)) = number(seconds, 60) else { return false };
        rest = after;
        if let Some(fraction) = rest.strip_prefix(['.', ',']) {
            rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    is_zone(without_am_or_pm(rest))
}

/// Splits off the digits at the start. Returns their count and the rest, or `None` if there are none or the number is
/// too large. Four or six digits are hours with minutes and seconds.
fn number(text: &str, max: u32) -> Option<(usize, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.get(..text.len() - rest.len())?;
    let is_valid = match digits.len() {
        1 | 2 => digits.parse::<u32>().ok()? <= max,
        4 | 6 => digits.get(..2)?.parse::<u32>().ok()? <= 24 && digits.get(2..4)?.parse::<u32>().ok()? <= 59,
        _ => false,
    };
    is_valid.then_some((digits.len(), rest))
}

fn without_am_or_pm(rest: &str) -> &str {
    let trimmed = rest.trim_start();
    let word = AFTER_TIME.iter().filter(|word| {
        let start = trimmed.get(..word.len());
        let is_whole = !trimmed.get(word.len()..).is_some_and(|rest| rest.starts_with(char::is_alphabetic));
        is_whole && start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    });
    match word.max_by_key(|word| word.len()) {
        Some(word) => trimmed.get(word.len()..).unwrap_or_default(),
        None => trimmed,
    }
}

/// Returns whether text is empty or a time zone, such as `Z`, `CET`, `+02:00`, `-0500` or `GMT+1`.
fn is_zone(text: &str) -> bool {
    let offset = text.trim().trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let name_length = text.trim().len() - offset.len();
    let digits = offset.strip_prefix(['+', '-']).unwrap_or(offset);
    let is_offset = digits.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let has_sign = digits.len() < offset.len();
    name_length <= 5 && is_offset && (digits.is_empty() != has_sign)
}
