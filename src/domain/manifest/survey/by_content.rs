//! Decides by content which columns identify the devices.

use super::found_identifiers::{ALL_WEAK, Identifiers, MIN_DEVICES, column};
use super::header;
use super::sample_row::SampleRow;
use super::table::Table;
use crate::domain::device_id::{self, IdColumn};
use crate::domain::manifest::column::Column;
use crate::domain::manifest::column_choice::ColumnChoice;
use crate::domain::manifest::names::Meaning;
use crate::domain::manifest::question::Question;
use crate::domain::manifest::row_holds::RowHolds;

/// Maximum number of identifiers in a column that are looked up.
const MAX_LOOKED_UP: usize = 200;

/// Returns the column whose content identifies devices, if there is only one.
pub(super) fn by_content(table: &Table<'_>) -> Identifiers {
    let mut found = Identifiers { is_by_content: true, ..Identifiers::default() };
    let any = |index: usize| column(table, index, Column::Imei1, IdColumn::Any);
    let filled = table.filled();
    let only = match filled[..] {
        [only] => Some(only),
        [] if table.width() == 1 => Some(0),
        _ => None,
    };
    if let Some(only) = only {
        found.columns.push(any(only));
        return found;
    }
    let mut candidates: Vec<usize> = filled
        .iter()
        .copied()
        .filter(|index| is_candidate(table, *index))
        .filter(|index| table.contents[*index].are_identifiers(80) && table.contents[*index].has_evidence())
        .collect();
    if candidates.is_empty() {
        candidates = filled.iter().copied().filter(|index| is_known(table, *index)).collect();
    }
    candidates.sort_by_key(|index| std::cmp::Reverse(table.contents[*index].profile.strong));
    let differs = |index: &usize| {
        candidates.first().is_none_or(|first| first == index || !have_same_identifiers(table, *first, *index))
    };
    let candidates: Vec<usize> = candidates.iter().copied().filter(differs).collect();
    found.has_candidates = !candidates.is_empty();
    let strong = distinct(table, &candidates);
    match (&candidates[..], table.decisions.row_holds) {
        // A device has no third IMEI.
        ([_, _, ..], None) if strong.len() >= MIN_DEVICES => {
            let devices = Identifiers::of_devices(table, &strong, IdColumn::Any);
            found = Identifiers { is_by_content: true, has_candidates: true, ..devices };
            if candidates.iter().any(|index| !table.contents[*index].are_strong(80)) {
                found.questions.push(Question::RowHolds { columns: table.labels(&strong) });
            }
        }
        ([_, _, ..], Some(RowHolds::Devices)) => {
            let devices = Identifiers::of_devices(table, &candidates, IdColumn::Any);
            found = Identifiers { is_by_content: true, has_candidates: true, ..devices };
        }
        // A pasted line with several identifiers fails as a whole, so nothing in it is ignored.
        ([first, ..], None) if table.is_pasted => found.columns.push(any(*first)),
        ([only], _) => found.columns.push(any(*only)),
        ([first, others @ ..], Some(RowHolds::OneDevice)) => {
            found.columns.push(any(*first));
            let further = |index: &usize| column(table, *index, Column::Imei2, IdColumn::Any);
            found.columns.extend(others.iter().map(further));
        }
        ([first, second], None) if are_pairs(table, &candidates) => {
            found.columns.push(any(*first));
            found.columns.push(column(table, *second, Column::Imei2, IdColumn::Any));
        }
        ([_, _, ..], _) => found.questions.push(Question::RowHolds { columns: table.labels(&candidates) }),
        ([], _) => {
            let uniform: Vec<usize> = filled
                .iter()
                .copied()
                .filter(|index| is_candidate(table, *index) && table.contents[*index].are_uniform_serials())
                .collect();
            found.has_candidates = !uniform.is_empty();
            // Another column of serial numbers may identify the devices, even if some of its cells are damaged.
            let is_rival =
                |index: &usize| is_candidate(table, *index) && table.contents[*index].are_identifiers(50);
            let rivals = filled.iter().filter(|index| is_rival(index)).count();
            match uniform[..] {
                [only] if rivals == 1 && table.contents[only].filled() > 1 => found.columns.push(any(only)),
                _ => found.questions.push(which_column(table, &filled)),
            }
        }
    }
    found
}

/// Returns the columns of strong identifiers that don't repeat another column.
fn distinct(table: &Table<'_>, candidates: &[usize]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for index in candidates.iter().copied().filter(|index| table.contents[*index].are_strong(80)) {
        if !found.iter().any(|other| have_same_identifiers(table, *other, index)) {
            found.push(index);
        }
    }
    found.sort_unstable();
    found
}

/// Returns whether these are two columns and the portal knows the identifiers in each row as those of one device.
pub(super) fn are_pairs(table: &Table<'_>, columns: &[usize]) -> bool {
    let [first, second] = columns else { return false };
    let pair = |row: &SampleRow| Some((read(row.cell(*first))?, read(row.cell(*second))?));
    let pairs: Vec<_> = table.rows.iter().filter_map(pair).take(MAX_LOOKED_UP).collect();
    table.context.knows_pairs(&pairs)
}

/// Returns whether a column may be chosen by its content: it isn't ignored, and its name doesn't mean anything else.
fn is_candidate(table: &Table<'_>, index: usize) -> bool {
    let is_ignored = table.decisions.column(index) == Some(ColumnChoice::Ignore);
    let named = table.meaning(index);
    !is_ignored && (named.is_none_or(header::is_identifier) || replaces_named(table, index))
}

/// Returns whether a column has the identifiers that another column's name promises. The names may be shifted.
fn replaces_named(table: &Table<'_>, index: usize) -> bool {
    let is_empty_promise = |other: usize| {
        let content = &table.contents[other];
        table.meaning(other).is_some_and(header::is_identifier)
            && content.filled() > 0
            && !content.are_identifiers(1)
    };
    table.contents[index].are_strong(80) && (0..table.width()).any(is_empty_promise)
}

/// Returns whether most cells in a column have the form of identifiers, and the portal knows one of the first devices.
/// That counts more than the name.
fn is_known(table: &Table<'_>, index: usize) -> bool {
    let is_ignored = table.decisions.column(index) == Some(ColumnChoice::Ignore);
    let is_other = matches!(
        table.meaning(index),
        Some(Meaning::Customer | Meaning::OrderNumber | Meaning::OrderDate | Meaning::StcAlias)
    );
    if is_ignored || is_other || !table.contents[index].are_identifiers(80) {
        return false;
    }
    let first = table.rows.iter().filter_map(|row| read(row.cell(index))).take(MAX_LOOKED_UP);
    table.context.knows_device(&first.collect::<Vec<_>>())
}

/// Returns the columns for old or new devices whose devices the portal knows.
pub(super) fn known_columns(table: &Table<'_>, questions: &[Question]) -> Vec<usize> {
    let asked = questions.iter().filter_map(|question| match question {
        Question::OldOrNew { columns } => Some(columns),
        _ => None,
    });
    asked.flatten().map(|column| column.index).filter(|index| is_known(table, *index)).collect()
}

fn which_column(table: &Table<'_>, filled: &[usize]) -> Question {
    let mut candidates: Vec<usize> =
        filled.iter().copied().filter(|index| table.contents[*index].are_identifiers(1)).collect();
    candidates.sort_by_key(|index| {
        let profile = &table.contents[*index].profile;
        std::cmp::Reverse((profile.strong, profile.imei_like() + profile.serial_like()))
    });
    candidates.truncate(5);
    let found =
        (0..table.width()).filter(|_| table.header.is_some()).map(|index| table.text(index)).collect();
    Question::IdentifierColumn { candidates: table.labels(&candidates), found }
}

/// Returns whether two columns have the same identifier in each row, possibly written differently.
pub(super) fn have_same_identifiers(table: &Table<'_>, first: usize, second: usize) -> bool {
    let mut compared = 0;
    let is_same = table.rows.iter().all(|row| {
        let (one, other) = (read(row.cell(first)), read(row.cell(second)));
        compared += usize::from(one.is_some() && other.is_some());
        one.is_none() || other.is_none() || one == other
    });
    is_same && compared > 0
}

fn read(cell: &str) -> Option<String> {
    let ids = device_id::read_cell(cell, IdColumn::Any, ALL_WEAK).ok()?;
    Some(ids.first.id.as_str().to_owned())
}
