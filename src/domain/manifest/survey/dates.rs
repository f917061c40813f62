//! Decides the order of day and month in order dates.

use strum::VariantArray;

use crate::domain::manifest::decisions::Decisions;
use crate::domain::manifest::question::Question;
use crate::domain::manifest::question_parts::{ColumnLabel, DateReading, OrderDoubt};
use crate::domain::manifest::rejection::Rejection;
use crate::domain::order::{DateDecision, DateQuestion, DateSurvey, FileDates};

/// Returns the question that replaces the rejection of dates in two forms. Returns any other rejection.
pub(super) fn mixed(rejection: Rejection, column: Option<ColumnLabel>) -> Result<Vec<Question>, Rejection> {
    match (rejection, column) {
        (Rejection::DatesBothWays { lines, forms }, Some(column)) => Ok(vec![Question::OrderColumns {
            columns: vec![column],
            doubt: OrderDoubt::MixedDates { lines, forms: forms.map(str::to_owned) },
        }]),
        (other, _) => Err(other),
    }
}

/// Returns the order of day and month in a file's dates, and the questions that are still open.
pub(super) fn decide(
    survey: &DateSurvey,
    decisions: &Decisions,
) -> Result<(FileDates, Vec<Question>), Rejection> {
    let mut dates = FileDates::of(survey)
        .map_err(|(question, lines)| Rejection::DatesBothWays { lines, forms: question.forms() })?;
    // What the list proves is more certain than what was decided about an earlier list.
    if let Some(order) =
        decisions.dates.filter(|order| dates.order(DateQuestion::answered_by(*order)).is_none())
    {
        dates.set_order(order);
    }
    let open = DateQuestion::VARIANTS.iter().filter(|question| dates.order(**question).is_none());
    let questions = open.filter_map(|question| match survey.decide(*question) {
        DateDecision::Undecided(example) => {
            let [first, second] = example.in_words();
            let [(first_order, _), (second_order, _)] = example.readings;
            let readings = [
                DateReading { order: first_order, words: first },
                DateReading { order: second_order, words: second },
            ];
            Some(Question::DateOrder { line: example.line, readings })
        }
        _ => None,
    });
    let questions = questions.collect();
    Ok((dates, questions))
}
