//! Dates with the name of a month or with units: `20 November 2026`, `Nov 20, 2026`, `2026年11月20日`.

use chrono::NaiveDate;

use super::fillers::is_filler;
use super::months::month;
use super::numeric::{calendar_date, is_digits};
use super::written::WrittenDate;

/// A part of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    Number(&'a str),
    Word(&'a str),
}

/// The parts of a date found so far.
#[derive(Default)]
struct Parts<'a> {
    year: Option<&'a str>,
    month: Option<u32>,
    day: Option<&'a str>,
    /// Numbers without a unit, in order.
    numbers: Vec<&'a str>,
    /// The number of entries in `numbers` that precede the month.
    before_month: usize,
}

/// Reads a date with letters.
pub(super) fn named(text: &str) -> Option<WrittenDate> {
    let mut parts = Parts::default();
    let mut rest = text;
    let mut number = None;
    while let Some((token, after)) = next_token(rest)? {
        rest = after;
        match token {
            Token::Number(digits) => {
                parts.add_number(number.replace(digits));
            }
            Token::Word(word) => {
                let unit = number.and_then(|digits| parts.add_unit(digits, word));
                if let Some(after_unit) = unit {
                    number = None;
                    rest = text.get(text.len() - rest.len() - after_unit.len()..)?;
                } else {
                    parts.add_number(number.take());
                    parts.add_word(word)?;
                }
            }
        }
    }
    parts.add_number(number);
    parts.date().map(WrittenDate::Clear)
}

/// Returns the next number or word, and the text after it. The outer `None` means that the next character can't occur
/// in a date. The inner `None` means the end of the text.
fn next_token(text: &str) -> Option<Option<(Token<'_>, &str)>> {
    let text = text.trim_start_matches([' ', ',', '.', '-', '/', '\'', '’', '°', '(', ')']);
    let Some(first) = text.chars().next() else { return Some(None) };
    let rest = match first {
        _ if first.is_ascii_digit() => text.trim_start_matches(|c: char| c.is_ascii_digit()),
        _ if first.is_alphabetic() => text.trim_start_matches(char::is_alphabetic),
        _ => return None,
    };
    let found = text.get(..text.len() - rest.len())?;
    Some(Some((if is_digits(found) { Token::Number(found) } else { Token::Word(found) }, rest)))
}

impl<'a> Parts<'a> {
    fn add_number(&mut self, number: Option<&'a str>) {
        self.numbers.extend(number);
    }

    /// Adds a number whose unit begins the word after it. Returns the rest of the word, or `None` if the word doesn't
    /// begin with a unit.
    fn add_unit(&mut self, number: &'a str, word: &'a str) -> Option<&'a str> {
        let mut letters = word.chars();
        match letters.next()? {
            '年' | '년' if self.year.is_none() && number.len() == 4 => self.year = Some(number),
            '月' | '월' if self.month.is_none() => {
                self.month = Some(number.parse().ok()?);
                self.before_month = self.numbers.len();
            }
            '日' | '号' | '號' | '일' if self.day.is_none() => self.day = Some(number),
            _ => return None,
        }
        Some(letters.as_str())
    }

    /// Adds the name of a month, or ignores a filler. Returns `None` for any other word and for a second month.
    fn add_word(&mut self, word: &str) -> Option<()> {
        match month(word) {
            Some(found) if self.month.is_none() => {
                self.month = Some(found);
                self.before_month = self.numbers.len();
            }
            Some(_) => return None,
            None if !is_filler(word) => return None,
            None => {}
        }
        Some(())
    }

    fn date(mut self) -> Option<NaiveDate> {
        let month = self.month?.to_string();
        if self.year.is_none()
            && let Some(at) = self.numbers.iter().position(|number| number.len() == 4)
        {
            self.year = Some(self.numbers.remove(at));
        }
        let (year, day) = match (self.year, self.day, self.numbers.as_slice()) {
            (Some(year), Some(day), []) => (year, day),
            (Some(year), None, &[day]) => (year, day),
            // A two-digit year comes last.
            (None, None, &[day, year]) if self.before_month < 2 && year.len() == 2 => (year, day),
            _ => return None,
        };
        (day.len() <= 2).then(|| calendar_date(year, &month, day))?
    }
}
