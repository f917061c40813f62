//! Handles hidden columns of a workbook that contain identifiers.

use super::by_content::have_same_identifiers;
use super::columns::{self, ColumnDecisions};
use super::header::is_identifier;
use super::table::Table;
use crate::domain::manifest::column_choice::ColumnChoice;
use crate::domain::manifest::names::{Age, Meaning};
use crate::domain::manifest::question::Question;
use crate::domain::manifest::question_parts::ColumnLabel;
use crate::domain::manifest::rejection::Rejection;
use crate::domain::manifest::survey_request::SurveyRequest;
use crate::domain::manifest::workbook::Workbook;

/// Decides what the columns mean. Hidden columns with identifiers need a decision.
pub(super) fn decide(table: &Table<'_>, workbook: Option<&Workbook>) -> Result<ColumnDecisions, Rejection> {
    let mut decided = columns::decide(table)?;
    let Some(workbook) = workbook.filter(|workbook| !workbook.hidden_columns.is_empty()) else {
        return Ok(decided);
    };
    match table.decisions.include_hidden {
        Some(true) => Ok(decided),
        Some(false) => without_hidden(table, workbook, decided),
        None => {
            let hidden = hidden(table, workbook, &decided);
            let pair = pair(table, workbook, &hidden);
            if !pair.is_empty() {
                ask_which(table, &pair, &mut decided);
            }
            for index in hidden.into_iter().filter(|index| !pair.contains(index)) {
                let column = table.label(index);
                decided.questions.retain(|question| {
                    !matches!(question, Question::UnusedColumn { column: unused } if *unused == column)
                });
                decided.questions.push(Question::HiddenColumn { column });
            }
            Ok(decided)
        }
    }
}

/// Decides again, this time without the hidden columns that contain identifiers.
fn without_hidden(
    table: &Table<'_>,
    workbook: &Workbook,
    mut decided: ColumnDecisions,
) -> Result<ColumnDecisions, Rejection> {
    let mut decisions = table.decisions.clone();
    let pair = pair(table, workbook, &hidden(table, workbook, &decided));
    // Another hidden column may take the place of one that is left out.
    for _ in 0..table.width() {
        let mut left_out = hidden(table, workbook, &decided);
        left_out.retain(|index| decisions.column(*index).is_none());
        if left_out.is_empty() {
            break;
        }
        decisions.columns.extend(left_out.into_iter().map(|index| (index, ColumnChoice::Ignore)));
        let request = SurveyRequest {
            purpose: table.purpose,
            decisions: &decisions,
            context: table.context,
            is_pasted: table.is_pasted,
        };
        let again = Table::new(table.header, table.rows, table.width(), &request).of_workbook(true);
        decided = columns::decide(&again)?;
    }
    let is_vague = |index: &usize| {
        let is_old = table.traits(*index).age == Some(Age::Old);
        !workbook.is_hidden_column(*index)
            && (is_old || table.meaning(*index).is_none_or(|meaning| !is_identifier(meaning)))
    };
    if pair.iter().any(|index| is_vague(index) && decided.columns.is_identifier(*index)) {
        ask_which(table, &pair, &mut decided);
    }
    Ok(decided)
}

/// Asks which devices are meant, those in the hidden or in the visible columns.
fn ask_which(table: &Table<'_>, pair: &[usize], decided: &mut ColumnDecisions) {
    let is_about_pair = |columns: &[ColumnLabel]| columns.iter().all(|column| pair.contains(&column.index));
    decided.questions.retain(|question| match question {
        Question::UnusedColumn { column } => !is_about_pair(std::slice::from_ref(column)),
        Question::RowHolds { columns }
        | Question::OldOrNew { columns }
        | Question::SameMeaning { columns } => !is_about_pair(columns),
        _ => true,
    });
    decided.questions.push(Question::OldOrNew { columns: table.labels(pair) });
}

/// Returns the hidden columns with identifiers and the visible ones that have others, because the hidden ones may be
/// for the old or the new devices. Returns nothing if they can be the two IMEIs of a device.
fn pair(table: &Table<'_>, workbook: &Workbook, hidden: &[usize]) -> Vec<usize> {
    let are_slots = |one: usize, other: usize| {
        let is_slot = |index: usize, meaning| {
            table.name(index).is_some_and(|name| name.meaning == meaning && !name.is_replacement)
        };
        (is_slot(one, Meaning::Imei) && is_slot(other, Meaning::Imei2))
            || (is_slot(one, Meaning::Imei2) && is_slot(other, Meaning::Imei))
    };
    let is_other = |hidden: usize, index: usize| {
        let is_meant =
            table.meaning(hidden).is_some_and(is_identifier) || table.traits(index).age == Some(Age::Old);
        is_meant
            && table.contents[hidden].are_strong(80)
            && !have_same_identifiers(table, hidden, index)
            && !are_slots(hidden, index)
    };
    let visible: Vec<usize> = (0..table.width())
        .filter(|index| !workbook.is_hidden_column(*index) && table.decisions.column(*index).is_none())
        .filter(|index| table.contents[*index].are_strong(80))
        .filter(|index| hidden.iter().any(|hidden| is_other(*hidden, *index)))
        .collect();
    if visible.is_empty() {
        return visible;
    }
    let mut pair = [hidden, &visible].concat();
    pair.sort_unstable();
    pair
}

/// Returns the hidden columns that identify the devices or contain mostly strong identifiers, except those that a
/// person chose.
fn hidden(table: &Table<'_>, workbook: &Workbook, decided: &ColumnDecisions) -> Vec<usize> {
    (0..table.width())
        .filter(|index| workbook.is_hidden_column(*index) && table.decisions.column(*index).is_none())
        .filter(|index| {
            let is_filled = table.contents[*index].filled() > 0;
            is_filled && (decided.columns.is_identifier(*index) || table.contents[*index].are_strong(80))
        })
        .collect()
}
