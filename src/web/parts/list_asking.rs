//! Turns a list's open questions into questions for the page, with answers. The recommended answer comes first.

use super::list_answers::{columns_answer, row_holds_answer};
use super::list_questions::{Answer, AskedQuestion, ListWords, capitalized, order_name};
use super::order_answers;
use crate::domain::manifest::{
    Column, ColumnChoice, ColumnLabel, Examination, ExaminedColumn, FurtherUse, Question, RowHolds,
};
use crate::domain::order::DateQuestion;
use crate::domain::quantity::{counted, number};
use crate::domain::word::Word;

/// Maximum number of columns that a question offers.
const MAX_OFFERED: usize = 6;

const IMEI: ColumnChoice = ColumnChoice::Column(Column::Imei1);
const IMEI_2: ColumnChoice = ColumnChoice::Column(Column::Imei2);
const SERIAL: ColumnChoice = ColumnChoice::Column(Column::Serial);
const IGNORE: ColumnChoice = ColumnChoice::Ignore;

/// Returns a question with its answers.
pub(crate) fn ask(question: &Question, list: &Examination, words: &ListWords) -> AskedQuestion {
    let (title, remedy) = title(question, words);
    let statement = question.statement();
    let hint = if remedy.is_empty() { statement } else { format!("{statement} {remedy}") };
    AskedQuestion { title, hint, answers: answers(question, list, words) }
}

/// Returns a short form of the question, and what to do if no answer applies.
fn title(question: &Question, words: &ListWords) -> (String, &'static str) {
    let title = match question {
        Question::IdentifierColumn { .. } => "Which column identifies the devices?",
        Question::RowHolds { columns } if columns.len() == 2 => {
            "Each row has two identifiers. What are they?"
        }
        Question::RowHolds { .. } => "Each row has several identifiers. What are they?",
        Question::UnusedColumn { .. } => "What are the other identifiers?",
        Question::SkippedIdentifier { .. } => "Leave out lines outside the table?",
        Question::HiddenRows { .. } => "Some rows are hidden. Use them too?",
        Question::HiddenColumn { .. } => "A column is hidden. Use it too?",
        Question::RepeatedValues { .. } => "Use a column that repeats identifiers?",
        Question::OtherCustomers { .. } => {
            return (
                format!("Are all these devices for {}?", words.customer),
                "If not, cancel and use Bulk actions.",
            );
        }
        Question::OldOrNew { .. } => "Which devices do you mean?",
        Question::SortedAlone { .. } => "Was one column sorted without the others?",
        Question::SameMeaning { .. } => "Which column do you mean?",
        Question::CustomerColumn { .. } => "Which column has the customer IDs?",
        Question::ChangedLayout { .. } => "Should we still read the list like this?",
        Question::CustomerAbove { .. } => "Do lines without a customer ID belong to the customer above?",
        Question::DateOrder { .. } => "In which order are the dates written?",
        Question::OrderColumns { .. } => "Use the orders in the list?",
        Question::Encoding { .. } => "Which text looks right?",
        Question::Sheet { .. } => "Which sheet has the devices?",
    };
    let remedy = match question {
        Question::IdentifierColumn { .. } | Question::CustomerColumn { .. } => {
            "You can also choose above the columns."
        }
        Question::ChangedLayout { .. } => "If not, choose above the columns.",
        Question::SkippedIdentifier { .. } => {
            "To use it, cancel, move it into the table and choose the file again."
        }
        _ => "",
    };
    (title.to_owned(), remedy)
}

fn answers(question: &Question, list: &Examination, words: &ListWords) -> Vec<Answer> {
    match question {
        Question::IdentifierColumn { candidates, .. } => {
            let answer = |label: &ColumnLabel| offer(list, label, identifier(list, label));
            let expected = list.expected_identifier(candidates);
            let answers = candidates.iter().take(MAX_OFFERED).map(|label| (label.index, answer(label)));
            recommended(answers.collect(), expected)
        }
        Question::RowHolds { columns } => row_holds(columns, list),
        Question::UnusedColumn { column } => unused_column(column, list),
        Question::SkippedIdentifier { .. } => {
            vec![Answer::new("skip=yes", "Leave them out", "Their devices aren’t used").recommended()]
        }
        Question::HiddenRows { .. } | Question::HiddenColumn { .. } => vec![
            Answer::new("hidden=skip", "Leave out what is hidden", "Only what you see in the workbook")
                .recommended(),
            Answer::new("hidden=include", "Include what is hidden", "All rows and columns of the sheet"),
        ],
        Question::RepeatedValues { column } => {
            let choice = list.columns.get(column.index).map_or(IGNORE, |column| column.choice);
            vec![
                leave_out(column).recommended(),
                Answer::new(
                    columns_answer(&[(column.index, choice)]),
                    "Use it",
                    "Rows that repeat an identifier fail",
                ),
            ]
        }
        Question::OtherCustomers { column } => vec![Answer::new(
            columns_answer(&[(column.index, IGNORE)]),
            format!("Yes, all for {}", words.customer),
            format!("{} isn’t used", capitalized(&column.text)),
        )],
        Question::OldOrNew { columns } => old_or_new(columns, list, words.is_deletion),
        Question::SortedAlone { columns, .. } => {
            let mut answers = first_recommended(only_one(columns, list).into_iter());
            answers.push(Answer::new(
                "pairs=keep",
                "No, continue with all columns",
                "Lines with identifiers of different devices fail",
            ));
            answers
        }
        Question::SameMeaning { columns } => first_recommended(only_one(columns, list).into_iter()),
        Question::CustomerColumn { columns } => {
            let mut columns: Vec<&ColumnLabel> = columns.iter().collect();
            let has_customers = |label: &ColumnLabel| {
                list.columns.get(label.index).is_some_and(|column| column.has_customers)
            };
            columns.sort_by_key(|label| !has_customers(label));
            let answer = |label| offer(list, label, ColumnChoice::Column(Column::Customer));
            first_recommended(columns.into_iter().take(MAX_OFFERED).map(answer))
        }
        Question::ChangedLayout { .. } => {
            let identifiers = list.layout.columns.identifiers.iter();
            let chosen = identifiers.map(|column| (column.index, ColumnChoice::of_identifier(column)));
            let answer = columns_answer(&chosen.collect::<Vec<_>>());
            vec![Answer::new(answer, "Yes, read it as before", "The columns below are used").recommended()]
        }
        Question::CustomerAbove { empty, .. } => order_answers::customer_above(*empty),
        Question::DateOrder { line, readings } => {
            let usual = DateQuestion::answered_by(readings[0].order).usual_answer(&words.country);
            let mut answers: Vec<Answer> = readings
                .iter()
                .map(|reading| Answer {
                    is_recommended: reading.order == usual,
                    ..Answer::new(
                        format!("dates={}", reading.order.word()),
                        order_name(reading.order),
                        format!("Line {line} is {}", reading.words),
                    )
                })
                .collect();
            answers.sort_by_key(|answer| !answer.is_recommended);
            answers
        }
        Question::OrderColumns { columns, doubt } => order_answers::orders(columns, doubt),
        Question::Encoding { readings } => first_recommended(readings.iter().map(|reading| {
            let value = format!("encoding={}", reading.encoding.word());
            Answer::new(value, format!("“{}”", reading.text), reading.encoding.description())
        })),
        Question::Sheet { names } => first_recommended(names.iter().map(|name| {
            Answer::new(format!("sheet={name}"), format!("“{name}”"), "Only this sheet is used")
        })),
    }
}

fn row_holds(columns: &[ColumnLabel], list: &Examination) -> Vec<Answer> {
    let expected = list.expected_row_holds(columns);
    let answer = |holds: RowHolds, title: &str, text: &str| Answer {
        is_recommended: expected == Some(holds),
        ..Answer::new(row_holds_answer(holds), title, text)
    };
    let devices = |title| answer(RowHolds::Devices, title, "Each identifier is a device of its own");
    let mut answers = match columns.len() {
        2 => {
            let title = "Two SIM slots of one phone";
            let text = "One device per row, found by either IMEI";
            vec![answer(RowHolds::OneDevice, title, text), devices("Two devices")]
        }
        // A device has no third IMEI.
        _ => vec![
            devices("Several devices"),
            answer(RowHolds::OneDevice, "One device", "Rows with more than two IMEIs fail"),
        ],
    };
    answers.sort_by_key(|answer| !answer.is_recommended);
    answers
}

fn old_or_new(columns: &[ColumnLabel], list: &Examination, is_deletion: bool) -> Vec<Answer> {
    let expected = list.expected_devices(columns, is_deletion);
    let only = columns.iter().map(|label| label.index).zip(only_one(columns, list));
    let mut answers = recommended(only.collect(), expected);
    let all: Vec<_> = columns.iter().map(|label| (label.index, identifier(list, label))).collect();
    answers.push(Answer {
        is_recommended: expected.is_none() && list.are_for_different_kinds(columns),
        ..Answer::new(
            format!("{},{}", columns_answer(&all), row_holds_answer(RowHolds::Devices)),
            "All of them",
            "Each identifier is a device of its own",
        )
    });
    answers.sort_by_key(|answer| !answer.is_recommended);
    answers
}

/// Returns how a column is used if its devices are.
fn identifier(list: &Examination, label: &ColumnLabel) -> ColumnChoice {
    list.columns.get(label.index).map_or(ColumnChoice::DeviceId, ExaminedColumn::as_identifier)
}

/// Returns answers about columns, of which the one about the expected column comes first.
fn recommended(answers: Vec<(usize, Answer)>, expected: Option<usize>) -> Vec<Answer> {
    let answers = answers.into_iter();
    let mut answers: Vec<Answer> =
        answers.map(|(index, answer)| Answer { is_recommended: expected == Some(index), ..answer }).collect();
    answers.sort_by_key(|answer| !answer.is_recommended);
    answers
}

fn unused_column(label: &ColumnLabel, list: &Examination) -> Vec<Answer> {
    let named = list.columns.get(label.index).and_then(|column| column.named);
    let (choice, own) = match named {
        Some(SERIAL) => (SERIAL, SERIAL),
        _ => (further(list), IMEI),
    };
    let expected = list.expected_use(label);
    let is_expected =
        |answer: Answer, used: FurtherUse| Answer { is_recommended: expected == Some(used), ..answer };
    let mut answers = Vec::new();
    if choice != IGNORE {
        let same = Answer::new(
            columns_answer(&[(label.index, choice)]),
            format!("{} of the same devices", choice.label()),
            "One device per row, found by any of its identifiers",
        );
        answers.push(is_expected(same, FurtherUse::SameDevices));
    }
    let devices = Answer::new(
        format!("{},{}", columns_answer(&[(label.index, own)]), row_holds_answer(RowHolds::Devices)),
        "Devices of their own",
        "Each identifier is a device of its own",
    );
    answers.push(is_expected(devices, FurtherUse::OwnDevices));
    answers.push(is_expected(leave_out(label), FurtherUse::LeftOut));
    answers.sort_by_key(|answer| !answer.is_recommended);
    answers
}

/// Returns the meaning of another IMEI column. Returns [`ColumnChoice::Ignore`] if a device can't have more IMEIs.
fn further(list: &Examination) -> ColumnChoice {
    let is_used = |choice: ColumnChoice| list.columns.iter().any(|column| column.choice == choice);
    match (is_used(IMEI) || is_used(ColumnChoice::DeviceId), is_used(IMEI_2)) {
        (false, _) => IMEI,
        (true, false) => IMEI_2,
        (true, true) => IGNORE,
    }
}

fn leave_out(label: &ColumnLabel) -> Answer {
    let text = format!("{} isn’t used", capitalized(&label.text));
    Answer::new(columns_answer(&[(label.index, IGNORE)]), "Leave it out", text)
}

/// Returns an answer that uses a column, with a summary of the column's content.
fn offer(list: &Examination, label: &ColumnLabel, choice: ColumnChoice) -> Answer {
    Answer::new(columns_answer(&[(label.index, choice)]), capitalized(&label.text), found(list, label.index))
}

/// Returns one answer per column, which uses that column and leaves out the others.
fn only_one(columns: &[ColumnLabel], list: &Examination) -> Vec<Answer> {
    let answer = |label: &ColumnLabel| {
        let used = list
            .columns
            .get(label.index)
            .map_or(ColumnChoice::DeviceId, |column| column.named.unwrap_or_else(|| column.as_identifier()));
        let choice = |other: &ColumnLabel| if other == label { used } else { IGNORE };
        let all: Vec<_> = columns.iter().map(|other| (other.index, choice(other))).collect();
        Answer::new(columns_answer(&all), format!("Only {}", label.text), "The others aren’t used")
    };
    columns.iter().take(MAX_OFFERED).map(answer).collect()
}

fn first_recommended(answers: impl Iterator<Item = Answer>) -> Vec<Answer> {
    answers.enumerate().map(|(position, answer)| Answer { is_recommended: position == 0, ..answer }).collect()
}

/// Summarizes a column's content: "480 of 500 values look like identifiers".
fn found(list: &Examination, index: usize) -> String {
    let Some(column) = list.columns.get(index) else { return String::new() };
    let filled = counted(i64::try_from(column.filled()).unwrap_or(i64::MAX), "value", "values");
    match column.identifiers() {
        0 => filled,
        identifiers => format!("{} of {filled} look like identifiers", number(identifiers)),
    }
}
