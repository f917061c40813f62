//! Reads an undecided list for the page on which a person decides how to read it.

use super::list_answers::{self, MAX_QUESTIONS, row_holds_answer};
use super::list_asking::ask;
use super::list_questions::{Answer, AskedQuestion, ListWords};
use crate::domain::actor::Actor;
use crate::domain::manifest::{ColumnChoice, Decisions, Examination, Question, Rejection, RowHolds};
use crate::domain::quantity::counted;
use crate::store::undecided_lists::UndecidedList;
use crate::uploads::intake::file_layouts::{self, LayoutOffer};
use crate::uploads::intake::form::Form;
use crate::uploads::intake::incoming_file::ReceivedFile;
use crate::uploads::intake::preview::{Preview, preview};
use crate::uploads::intake::rejection::IntakeError;
use crate::uploads::intake::{reading, undecided};
use crate::uploads::services::Services;

/// Maximum number of times that the list is read. Answers can lead to further questions.
const MAX_ROUNDS: usize = 4;

/// A list as it would be read with the decisions so far and the recommended answers.
#[derive(Default)]
pub(crate) struct Review {
    /// The decisions, including the recommended answers.
    pub(crate) decisions: Decisions,
    pub(crate) questions: Vec<AskedQuestion>,
    /// Indexes of the columns that have an open question.
    pub(crate) open_columns: Vec<usize>,
    /// `None` if the file can't be read as a list.
    pub(crate) examination: Option<Examination>,
    pub(crate) preview: Preview,
    /// What the page offers to remember.
    pub(crate) offer: LayoutOffer,
    /// The number of devices for each answer to the question what a row holds. Empty if the question doesn't arise.
    pub(crate) devices_by_answer: Vec<(RowHolds, i64)>,
    /// The reason why the list can't be read with these decisions.
    pub(crate) rejection: Option<String>,
}

/// The undecided list, its file, and what is known about its submission.
pub(crate) struct ReviewedList<'a> {
    pub(crate) list: &'a UndecidedList,
    pub(crate) bytes: &'a ReceivedFile,
    /// Empty for a bulk action.
    pub(crate) customer_id: &'a str,
    pub(crate) words: &'a ListWords,
}

/// Reads the list with these decisions and the recommended answers to the remaining questions.
pub(crate) fn review(
    services: &Services,
    actor: &Actor,
    reviewed: &ReviewedList<'_>,
    decisions: Decisions,
) -> Result<Review, IntakeError> {
    let reader = Reader { services, actor, reviewed, form: undecided::form(reviewed.list)? };
    let mut review = Review { decisions, ..Review::default() };
    let mut asked: Vec<Question> = Vec::new();
    let mut last = None;
    for _ in 0..MAX_ROUNDS {
        match reader.read(&review.decisions)? {
            Ok((examination, received)) => {
                let is_settled = !review.ask(&examination, &mut asked, reviewed.words);
                last = Some((examination, received));
                if is_settled {
                    break;
                }
            }
            Err(rejection) => {
                if last.is_none() {
                    review.rejection = Some(rejection.sentence());
                }
                break;
            }
        }
    }
    if let Some((examination, received)) = last {
        let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
        review.offer =
            file_layouts::offer(services, scope, reviewed.list.kind, &examination, &reviewed.list.file_name)?;
        review.rejection = examination.rejection.as_ref().map(Rejection::sentence);
        review.preview = reader.preview(&examination, &received)?;
        let has_several = examination.layout.columns.identifiers.len() > 1;
        review.examination = Some(examination);
        if has_several || review.decisions.row_holds.is_some() {
            review.count_devices(&reader)?;
        }
    }
    Ok(review)
}

/// Reads a list with decisions.
struct Reader<'a> {
    services: &'a Services,
    actor: &'a Actor,
    reviewed: &'a ReviewedList<'a>,
    form: Form,
}

impl Reader<'_> {
    /// Reads the list. Returns the file too, because reading a workbook replaces it with its sheet.
    fn read(
        &self,
        decisions: &Decisions,
    ) -> Result<Result<(Examination, ReceivedFile), Rejection>, IntakeError> {
        let ReviewedList { list, bytes, customer_id, .. } = *self.reviewed;
        let mut received = undecided::with_decisions(bytes, list, decisions)?;
        let examined = {
            let list = (list.kind, customer_id);
            reading::examine(self.services, self.actor, &mut received, list, &self.form)?
        };
        Ok(examined.map(|examination| (examination, received)))
    }

    fn preview(&self, list: &Examination, received: &ReceivedFile) -> Result<Preview, IntakeError> {
        if list.layout.columns.identifiers.is_empty() || list.rows == 0 {
            return Ok(Preview::default());
        }
        let scope = self.actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
        preview(self.services, scope, &received.file, &list.layout)
    }

    /// Returns the number of devices that the list has with these decisions. Returns `None` if it can't be read.
    fn count_devices(&self, decisions: &Decisions) -> Result<Option<i64>, IntakeError> {
        let Ok((list, received)) = self.read(decisions)? else { return Ok(None) };
        let preview = self.preview(&list, &received)?;
        let all = i64::try_from(list.rows).unwrap_or(i64::MAX);
        Ok(Some(if preview.is_partial { all } else { preview.devices }))
    }
}

impl Review {
    /// Returns whether it is open what a row holds.
    pub(crate) fn asks_what_rows_hold(&self) -> bool {
        let is_about_rows = |answer: &Answer| answer.value.starts_with("row_holds=");
        self.questions.iter().flat_map(|question| &question.answers).any(is_about_rows)
    }

    /// Returns the message that an answer is needed. Returns `None` if each question has a recommended answer.
    pub(crate) fn needed_answer(&self, words: &ListWords) -> Option<String> {
        let question = self.questions.iter().find(|question| question.recommended().is_none())?;
        let remedy = match question.answers.is_empty() {
            true => "Choose above the columns.",
            false => "Choose one below.",
        };
        let (done, title) = (words.done(), &question.title);
        Some(format!("Nothing has been {done} yet. The question “{title}” needs an answer. {remedy}"))
    }

    /// Counts the devices for each answer to the question what a row holds, given all other decisions.
    fn count_devices(&mut self, reader: &Reader<'_>) -> Result<(), IntakeError> {
        for holds in [RowHolds::OneDevice, RowHolds::Devices] {
            let decisions = Decisions { row_holds: Some(holds), ..self.decisions.clone() };
            let devices = reader.count_devices(&decisions)?;
            self.devices_by_answer.extend(devices.map(|devices| (holds, devices)));
        }
        for answer in self.questions.iter_mut().flat_map(|question| &mut question.answers) {
            let decides = |(holds, _): &&(RowHolds, i64)| answer.value == row_holds_answer(*holds);
            if let Some((_, devices)) = self.devices_by_answer.iter().find(decides) {
                answer.text = format!("{}. {}", counted(*devices, "device", "devices"), answer.text);
            }
        }
        Ok(())
    }

    /// Adds the list's open questions and applies the recommended answers. Returns whether this changed the
    /// decisions.
    fn ask(&mut self, list: &Examination, asked: &mut Vec<Question>, words: &ListWords) -> bool {
        let before = self.decisions.clone();
        for question in &list.questions {
            if asked.contains(question) || asked.len() == MAX_QUESTIONS {
                continue;
            }
            let open = ask(question, list, words);
            if let Some(answer) = open.recommended() {
                if list_answers::is_about_columns(answer) {
                    settle_identifiers(&mut self.decisions, list);
                }
                // The answer comes from the page itself, so it is always readable.
                let _ = list_answers::apply(&mut self.decisions, answer, |_| false);
            }
            self.open_columns.extend(columns_of(question));
            asked.push(question.clone());
            self.questions.push(open);
        }
        self.decisions != before
    }
}

/// Settles the identifier columns as they are currently read, because deciding about one means deciding about all.
fn settle_identifiers(decisions: &mut Decisions, list: &Examination) {
    let is_hidden =
        |index| list.layout.workbook.as_ref().is_some_and(|workbook| workbook.is_hidden_column(index));
    for column in &list.layout.columns.identifiers {
        // Whether hidden columns are used is a question of its own.
        let is_open = is_hidden(column.index) && decisions.include_hidden != Some(true);
        if decisions.column(column.index).is_none() && !is_open {
            decisions.set_column(column.index, ColumnChoice::of_identifier(column));
        }
    }
}

/// Returns the indexes of the columns that a question is about.
fn columns_of(question: &Question) -> Vec<usize> {
    match question {
        Question::IdentifierColumn { candidates: columns, .. }
        | Question::RowHolds { columns }
        | Question::OldOrNew { columns }
        | Question::SortedAlone { columns, .. }
        | Question::SameMeaning { columns }
        | Question::ChangedLayout { columns, .. }
        | Question::CustomerColumn { columns }
        | Question::OrderColumns { columns, .. } => columns.iter().map(|column| column.index).collect(),
        Question::UnusedColumn { column }
        | Question::HiddenColumn { column }
        | Question::RepeatedValues { column }
        | Question::OtherCustomers { column } => vec![column.index],
        Question::SkippedIdentifier { .. }
        | Question::HiddenRows { .. }
        | Question::CustomerAbove { .. }
        | Question::DateOrder { .. }
        | Question::Encoding { .. }
        | Question::Sheet { .. } => Vec::new(),
    }
}
