//! Handles hidden columns of a workbook that contain identifiers.

use super::columns::{self, ColumnDecisions};
use super::table::Table;
use crate::domain::manifest::column_choice::ColumnChoice;
use crate::domain::manifest::question::Question;
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
            for index in hidden(table, workbook, &decided) {
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
    Ok(decided)
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
