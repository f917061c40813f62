use chrono::NaiveDate;

use super::date_order::{DateOrder, DateQuestion};
use super::parse::parse;
use super::written::WrittenDate;

/// A survey of a file's order dates, which determines the order of day and month from the cells seen while the file is
/// read.
///
/// Only dates that exist in one order are evidence. Whether they are valid order dates makes no difference.
#[derive(Clone, Copy, Debug, Default)]
pub struct DateSurvey {
    eight_digits: Evidence,
    day_and_month: Evidence,
}

/// The evidence for one question.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    /// The first line with a date that exists only in the first or only in the second order.
    only: [Option<u32>; 2],
    /// The first date that exists in both orders, as different days.
    example: Option<TwoReadings>,
}

/// The answer that a file's dates provide to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateDecision {
    /// No date depends on the answer.
    NotNeeded,
    /// A date exists only in this order.
    Decided(DateOrder),
    /// All dates exist in both orders, and at least one is a different day in each order.
    Undecided(TwoReadings),
    /// The lines of a date that exists only in the first order, and of one that exists only in the second.
    Conflict(u32, u32),
}

/// An example of a date that exists in both orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TwoReadings {
    /// The physical line of the date.
    pub(crate) line: u32,
    /// The two orders, each with the date that results from it.
    pub(crate) readings: [(DateOrder, NaiveDate); 2],
}

impl TwoReadings {
    /// Returns both readings in words: "3 April 2026" and "4 March 2026".
    pub(crate) fn in_words(&self) -> [String; 2] {
        self.readings.map(|(_, date)| in_words(date))
    }
}

/// Returns two dates in words.
pub(super) fn either([first, second]: [NaiveDate; 2]) -> String {
    format!("{} or {}", in_words(first), in_words(second))
}

/// Returns a date in words: "3 April 2026".
fn in_words(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

impl DateSurvey {
    /// Adds the date cell of a line.
    pub(crate) fn add(&mut self, cell: &str, line: u32) {
        let Some(WrittenDate::TwoOrders(question, readings)) = parse(cell) else { return };
        let evidence = match question {
            DateQuestion::EightDigits => &mut self.eight_digits,
            DateQuestion::DayAndMonth => &mut self.day_and_month,
        };
        let [first_order, second_order] = question.orders();
        match readings {
            [Some(_), None] => _ = evidence.only[0].get_or_insert(line),
            [None, Some(_)] => _ = evidence.only[1].get_or_insert(line),
            [Some(first), Some(second)] if first != second => {
                let readings = [(first_order, first), (second_order, second)];
                evidence.example.get_or_insert(TwoReadings { line, readings });
            }
            _ => {}
        }
    }

    /// Returns the answer that the file's dates provide to a question.
    pub(crate) fn decide(&self, question: DateQuestion) -> DateDecision {
        let evidence = match question {
            DateQuestion::EightDigits => self.eight_digits,
            DateQuestion::DayAndMonth => self.day_and_month,
        };
        let [first_order, second_order] = question.orders();
        match (evidence.only, evidence.example) {
            ([Some(first), Some(second)], _) => DateDecision::Conflict(first, second),
            ([Some(_), None], _) => DateDecision::Decided(first_order),
            ([None, Some(_)], _) => DateDecision::Decided(second_order),
            ([None, None], Some(example)) => DateDecision::Undecided(example),
            ([None, None], None) => DateDecision::NotNeeded,
        }
    }
}
