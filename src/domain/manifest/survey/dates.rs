//! Decides the order of day and month in order dates.

use strum::VariantArray;

use crate::domain::manifest::decisions::Decisions;
use crate::domain::manifest::question::Question;
use crate::domain::manifest::question_parts::DateReading;
use crate::domain::manifest::rejection::Rejection;
use crate::domain::order::{DateDecision, DateQuestion, DateSurvey, FileDates};

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
