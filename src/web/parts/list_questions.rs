//! The questions about a list that can be read in several ways, with their answers.

use super::list_answers::columns_answer;
use crate::domain::manifest::{
    Column, ColumnChoice, ColumnLabel, Encoding, Examination, ExaminedColumn, Question,
};
use crate::domain::order::{DateOrder, DateQuestion};
use crate::domain::quantity::{counted, number};
use crate::domain::word::Word;

/// Maximum number of columns that a question offers.
const MAX_OFFERED: usize = 6;

/// A question, as the page shows it.
pub(crate) struct AskedQuestion {
    pub(crate) title: String,
    /// What the question is about, and what to do if no answer fits.
    pub(crate) hint: String,
    pub(crate) answers: Vec<Answer>,
}

/// An answer to a question.
pub(crate) struct Answer {
    /// The value that the form sends.
    pub(crate) value: String,
    pub(crate) title: String,
    /// What the answer means.
    pub(crate) text: String,
    pub(crate) is_recommended: bool,
}

/// The words about a list's submission that questions use.
pub(crate) struct ListWords {
    /// The customer's name. Empty for a bulk action.
    pub(crate) customer: String,
    /// The country whose order of day and month is recommended.
    pub(crate) country: String,
    pub(crate) is_deletion: bool,
}

impl ListWords {
    /// Returns what happens to the devices: "uploaded" or "deleted".
    pub(crate) fn done(&self) -> &'static str {
        if self.is_deletion { "deleted" } else { "uploaded" }
    }
}

impl AskedQuestion {
    fn new(title: impl Into<String>, hint: impl Into<String>, answers: Vec<Answer>) -> AskedQuestion {
        AskedQuestion { title: title.into(), hint: hint.into(), answers }
    }

    /// Returns the recommended answer, if there is one.
    pub(crate) fn recommended(&self) -> Option<&str> {
        self.answers.iter().find(|answer| answer.is_recommended).map(|answer| answer.value.as_str())
    }
}

impl Answer {
    fn new(value: impl Into<String>, title: impl Into<String>, text: impl Into<String>) -> Answer {
        Answer { value: value.into(), title: title.into(), text: text.into(), is_recommended: false }
    }

    fn recommended(self) -> Answer {
        Answer { is_recommended: true, ..self }
    }
}

const IMEI: ColumnChoice = ColumnChoice::Column(Column::Imei1);
const IMEI_2: ColumnChoice = ColumnChoice::Column(Column::Imei2);

/// Returns a question with its answers. The recommended answer is the first.
pub(crate) fn ask(question: &Question, list: &Examination, words: &ListWords) -> AskedQuestion {
    let leave_out = |index: usize| columns_answer(&[(index, ColumnChoice::Ignore)]);
    match question {
        Question::IdentifierColumn { candidates, found: header } => {
            let answers = candidates.iter().map(|label| {
                let choice = list
                    .columns
                    .get(label.index)
                    .map_or(ColumnChoice::DeviceId, ExaminedColumn::as_identifier);
                Answer::new(
                    columns_answer(&[(label.index, choice)]),
                    column(label, list),
                    found(list, label.index),
                )
            });
            AskedQuestion::new(
                "Which column identifies the devices?",
                format!(
                    "We can’t tell from the names and the content. {}You can also choose above the columns.",
                    quoted(header)
                ),
                first_recommended(answers),
            )
        }
        Question::RowHolds { columns } => row_holds(columns, list),
        Question::UnusedColumn { column: label } => unused_column(label, list),
        Question::SkippedIdentifier { line, identifier } => AskedQuestion::new(
            format!("Line {line} isn’t part of the table. Leave it out?"),
            format!(
                "It has the identifier {identifier}. To use the line, cancel, move it into the table and choose the file again."
            ),
            vec![
                Answer::new("skip=yes", "Leave out lines outside the table", "Their devices aren’t used")
                    .recommended(),
            ],
        ),
        Question::HiddenRows { count } => AskedQuestion::new(
            format!("{} hidden. Use them too?", counted_is(*count)),
            "The workbook hides these rows, or a filter does.",
            vec![
                Answer::new("hidden=skip", "Leave hidden rows out", "Only what you see in the workbook")
                    .recommended(),
                Answer::new("hidden=include", "Include hidden rows", "All rows of the sheet"),
            ],
        ),
        Question::HiddenColumn { column: label } => AskedQuestion::new(
            format!("{} is hidden. Use it?", capitalized(&column(label, list))),
            "It has identifiers.",
            vec![
                Answer::new(leave_out(label.index), "Leave it out", "Only what you see in the workbook")
                    .recommended(),
                Answer::new(
                    columns_answer(&[(label.index, further(list))]),
                    "Use it",
                    "Its identifiers belong to the devices of their rows",
                ),
            ],
        ),
        Question::RepeatedValues { column: label } => {
            let choice = list.columns.get(label.index).map_or(ColumnChoice::Ignore, |column| column.choice);
            AskedQuestion::new(
                format!("{} repeats identifiers. Use it?", capitalized(&column(label, list))),
                "The same identifier is in several rows, so it can’t identify the devices.",
                vec![
                    Answer::new(
                        leave_out(label.index),
                        "Leave it out",
                        "The other columns identify the devices",
                    )
                    .recommended(),
                    Answer::new(
                        columns_answer(&[(label.index, choice)]),
                        "Use it",
                        "Rows that repeat an identifier fail",
                    ),
                ],
            )
        }
        Question::OtherCustomers { column: label } => AskedQuestion::new(
            format!("Are all these devices for {}?", words.customer),
            format!(
                "{} names other customers. If their devices are in the list, cancel and use Bulk actions instead.",
                capitalized(&column(label, list))
            ),
            vec![Answer::new(
                leave_out(label.index),
                format!("Yes, all for {}", words.customer),
                format!("{} isn’t used", capitalized(&column(label, list))),
            )],
        ),
        Question::OldOrNew { columns } => AskedQuestion::new(
            "Which devices do you mean?",
            format!("Each row has several: {}.", names(columns, list)),
            // The device that replaces another one usually comes last.
            first_recommended(only_one(columns, list).into_iter().rev()),
        ),
        Question::SameMeaning { columns } => AskedQuestion::new(
            "Which column do you mean?",
            format!("Their names mean the same, but their values differ: {}.", names(columns, list)),
            first_recommended(only_one(columns, list).into_iter()),
        ),
        Question::CustomerColumn { columns } => {
            let mut columns: Vec<&ColumnLabel> = columns.iter().collect();
            columns.sort_by_key(|label| {
                !list.columns.get(label.index).is_some_and(|column| column.has_customers)
            });
            let choice = ColumnChoice::Column(Column::Customer);
            let answers = columns.into_iter().take(MAX_OFFERED).map(|label| {
                Answer::new(
                    columns_answer(&[(label.index, choice)]),
                    column(label, list),
                    found(list, label.index),
                )
            });
            AskedQuestion::new(
                "Which column has the customer IDs?",
                "Each row needs the customer or MSP ID. You can also choose above the columns.",
                first_recommended(answers),
            )
        }
        Question::DateOrder { line, readings } => {
            let usual = DateQuestion::answered_by(readings[0].order).usual_answer(&words.country);
            let mut answers: Vec<Answer> = readings
                .iter()
                .map(|reading| {
                    let value = format!("dates={}", reading.order.word());
                    let answer = Answer::new(
                        value,
                        order_name(reading.order),
                        format!("Line {line} is {}", reading.words),
                    );
                    Answer { is_recommended: reading.order == usual, ..answer }
                })
                .collect();
            answers.sort_by_key(|answer| !answer.is_recommended);
            AskedQuestion::new(
                "In which order are the dates written?",
                format!("The order date on line {line} can be read in two ways."),
                answers,
            )
        }
        Question::Encoding { readings } => {
            let answers = readings.iter().map(|reading| {
                let value = format!("encoding={}", reading.encoding.word());
                Answer::new(value, format!("“{}”", reading.text), Encoding::description(reading.encoding))
            });
            AskedQuestion::new(
                "Which of these is right?",
                "We can’t tell the file’s encoding.",
                first_recommended(answers),
            )
        }
        Question::Sheet { names } => {
            let answers = names.iter().map(|name| {
                Answer::new(format!("sheet={name}"), format!("“{name}”"), "Only this sheet is used")
            });
            AskedQuestion::new(
                "Which sheet has the devices?",
                "Several sheets of the workbook have identifiers.",
                first_recommended(answers),
            )
        }
    }
}

fn row_holds(columns: &[ColumnLabel], list: &Examination) -> AskedQuestion {
    let several =
        "If they are several devices, cancel, put each device on its own line and choose the file again.";
    match columns {
        [first, second] => AskedQuestion::new(
            "Each row has two identifiers. What are they?",
            format!("They are in {}. {several}", names(columns, list)),
            vec![
                Answer::new(
                    columns_answer(&[(first.index, IMEI), (second.index, IMEI_2)]),
                    "Two SIM slots of one phone",
                    "One device for each row, found by either IMEI",
                )
                .recommended(),
            ],
        ),
        _ => AskedQuestion::new(
            "Each row has several identifiers. Which one do you mean?",
            format!("They are in {}. {several}", names(columns, list)),
            first_recommended(only_one(columns, list).into_iter()),
        ),
    }
}

fn unused_column(label: &ColumnLabel, list: &Examination) -> AskedQuestion {
    let index = label.index;
    let further = further(list);
    let leave = Answer::new(
        columns_answer(&[(index, ColumnChoice::Ignore)]),
        "Leave it out",
        format!("{} isn’t used", capitalized(&column(label, list))),
    );
    let answers = match further {
        ColumnChoice::Ignore => vec![leave.recommended()],
        choice => vec![
            Answer::new(
                columns_answer(&[(index, choice)]),
                format!("{} of the same devices", choice.label()),
                "One device for each row, found by each of its identifiers",
            )
            .recommended(),
            leave,
        ],
    };
    AskedQuestion::new(
        format!("{} has identifiers too. What are they?", capitalized(&column(label, list))),
        "If they are other devices, cancel, put each device on its own line and choose the file again.",
        answers,
    )
}

/// Returns the meaning of a further column of IMEIs. Returns [`ColumnChoice::Ignore`] if a device can't have more.
fn further(list: &Examination) -> ColumnChoice {
    let is_used = |choice: ColumnChoice| list.columns.iter().any(|column| column.choice == choice);
    match (is_used(IMEI) || is_used(ColumnChoice::DeviceId), is_used(IMEI_2)) {
        (false, _) => IMEI,
        (true, false) => IMEI_2,
        (true, true) => ColumnChoice::Ignore,
    }
}

/// Returns an answer for each column that uses it and leaves the others out.
fn only_one(columns: &[ColumnLabel], list: &Examination) -> Vec<Answer> {
    let answer = |label: &ColumnLabel| {
        let used = list
            .columns
            .get(label.index)
            .map_or(ColumnChoice::DeviceId, |column| column.named.unwrap_or_else(|| column.as_identifier()));
        let choice = |other: &ColumnLabel| if other == label { used } else { ColumnChoice::Ignore };
        let all: Vec<_> = columns.iter().map(|other| (other.index, choice(other))).collect();
        Answer::new(columns_answer(&all), format!("Only {}", column(label, list)), "The others aren’t used")
    };
    columns.iter().take(MAX_OFFERED).map(answer).collect()
}

fn first_recommended(answers: impl Iterator<Item = Answer>) -> Vec<Answer> {
    answers.enumerate().map(|(position, answer)| Answer { is_recommended: position == 0, ..answer }).collect()
}

/// Returns the name of an order of day, month and year.
pub(crate) fn order_name(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Dmy => "Day, month, year",
        DateOrder::Mdy => "Month, day, year",
        DateOrder::Ymd => "Year, month, day",
        DateOrder::Ydm => "Year, day, month",
    }
}

/// Returns a sentence with the names in the header. Returns an empty text if there are none.
fn quoted(header: &[String]) -> String {
    let names: Vec<String> = header.iter().map(|name| format!("“{name}”")).collect();
    if names.is_empty() { String::new() } else { format!("The header has {}. ", names.join(", ")) }
}

fn counted_is(count: u64) -> String {
    match count {
        1 => "1 row is".to_owned(),
        _ => format!("{} rows are", number(count)),
    }
}

/// Returns what a column has: "480 identifiers in 500 rows".
fn found(list: &Examination, index: usize) -> String {
    let Some(column) = list.columns.get(index) else { return String::new() };
    let filled = counted(i64::try_from(column.filled()).unwrap_or(i64::MAX), "value", "values");
    match column.identifiers() {
        0 => filled,
        identifiers => format!("{} of {filled} look like identifiers", number(identifiers)),
    }
}

/// Returns how questions refer to a column: `column “IMEI”` or `column 2`. If several columns have the name, it
/// includes both.
fn column(label: &ColumnLabel, list: &Examination) -> String {
    let name = list.columns.get(label.index).map_or("", |column| column.name.as_str());
    match list.columns.iter().filter(|column| column.name == name).count() {
        2.. if !name.is_empty() => format!("column {} (“{name}”)", label.index + 1),
        _ => label.text.clone(),
    }
}

fn names(columns: &[ColumnLabel], list: &Examination) -> String {
    let names: Vec<String> = columns.iter().map(|label| column(label, list)).collect();
    match names.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => names.concat(),
    }
}

/// Returns a text that begins with a capital.
pub(crate) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
