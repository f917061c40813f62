//! Deciding which columns identify the devices.

use super::table::Table;
use crate::domain::device_id::{self, IdColumn, WeakForms};
use crate::domain::manifest::column::{Column, IdentifierColumn};
use crate::domain::manifest::decisions::{ColumnChoice, RowHolds};
use crate::domain::manifest::names::Meaning;
use crate::domain::manifest::question::Question;

/// Rank of a name without unknown words.
const FULL_RANK: u8 = 3;

/// Minimum rank of a name for identifiers of several kinds that decides without further evidence.
const DECIDING_RANK: u8 = 2;

/// All weak forms, for a column that a person chose.
const ALL_WEAK: WeakForms =
    WeakForms { unassigned: true, fourteen: true, sixteen: true, eighteen: true, digit_serials: true };

/// Maximum number of identifiers of a column that are looked up.
const MAX_LOOKED_UP: usize = 200;

/// The identifier columns of a list, and what is open about them.
#[derive(Default)]
pub(super) struct Identifiers {
    pub(super) columns: Vec<IdentifierColumn>,
    pub(super) questions: Vec<Question>,
    /// Whether the columns were determined by their content alone.
    pub(super) is_by_content: bool,
    /// Whether the content of several columns may identify the devices.
    has_candidates: bool,
}

/// Decides which columns identify the devices: by a decision, by their names, or by their content.
pub(super) fn decide(table: &Table<'_>) -> Identifiers {
    let mut found = decided(table);
    if found.columns.is_empty() {
        found = by_name(table);
    }
    if found.columns.is_empty() && found.questions.is_empty() {
        found = by_content(table);
        if found.columns.is_empty() {
            let unconfirmed = unconfirmed(table);
            if !unconfirmed.is_empty() && !found.has_candidates {
                found = Identifiers { columns: unconfirmed, ..Identifiers::default() };
            }
        }
    }
    found.columns.sort_by_key(|column| (column.column, column.index));
    if table.decisions.row_holds.is_none() {
        repeated_values(table, &mut found);
    }
    unused_identifiers(table, &mut found);
    found
}

fn column(table: &Table<'_>, index: usize, column: Column, kind: IdColumn) -> IdentifierColumn {
    let weak = match table.decisions.column(index) {
        Some(_) => ALL_WEAK,
        None => table.contents[index].profile.weak(kind),
    };
    IdentifierColumn { index, column, kind, weak }
}

/// Returns the columns that a person chose.
fn decided(table: &Table<'_>) -> Identifiers {
    let columns = table.decisions.columns.iter().filter(|(index, _)| *index < table.width());
    let columns = columns.filter_map(|(index, choice)| {
        let (slot, kind) = match choice {
            ColumnChoice::Column(slot @ (Column::Imei1 | Column::Imei2)) => (*slot, IdColumn::Imei),
            ColumnChoice::Column(Column::Meid) => (Column::Meid, IdColumn::Meid),
            ColumnChoice::Column(Column::Serial) => (Column::Serial, IdColumn::Serial),
            ColumnChoice::DeviceId => (Column::Imei1, IdColumn::Any),
            ColumnChoice::Column(_) | ColumnChoice::Ignore => return None,
        };
        Some(column(table, *index, slot, kind))
    });
    Identifiers { columns: columns.collect(), ..Identifiers::default() }
}

/// Returns the columns that are named as identifiers and whose content confirms it.
fn by_name(table: &Table<'_>) -> Identifiers {
    let mut found = Identifiers::default();
    let is_only_column = table.filled().len() <= 1;
    for (meaning, slot, kind) in [
        (Meaning::Imei, Column::Imei1, IdColumn::Imei),
        (Meaning::Imei2, Column::Imei2, IdColumn::Imei),
        (Meaning::Meid, Column::Meid, IdColumn::Meid),
        (Meaning::DeviceId, Column::Imei1, IdColumn::Any),
        (Meaning::Serial, Column::Serial, IdColumn::Serial),
    ] {
        let mut confirmed: Vec<(usize, IdColumn)> = Vec::new();
        for index in table.named(meaning) {
            let content = &table.contents[index];
            // Unknown words in a name may say that another thing has the serial number, such as a charger.
            if meaning == Meaning::Serial && rank(table, index) < FULL_RANK && !found.columns.is_empty() {
                continue;
            }
            let is_confirmed = match kind {
                // `ID` alone says nothing. `IMEI or serial number` does.
                IdColumn::Any if rank(table, index) < DECIDING_RANK => {
                    content.are_identifiers(80) && content.has_evidence()
                }
                IdColumn::Any => content.filled() == 0 || content.are_identifiers(50),
                _ => content.filled() == 0 || content.confirms(kind),
            };
            match is_confirmed {
                true => confirmed.push((index, kind)),
                // The published layout is one column, whatever its cells are.
                false if is_only_column && content.filled() > 0 => confirmed.push((index, IdColumn::Any)),
                false => {}
            }
        }
        add_named(table, &mut found, slot, &confirmed);
    }
    // An empty column alone says nothing about the devices.
    if found.columns.iter().all(|column| table.contents[column.index].filled() == 0)
        && table.filled().iter().any(|index| table.contents[*index].are_identifiers(80))
    {
        found.columns.clear();
    }
    found
}

fn rank(table: &Table<'_>, index: usize) -> u8 {
    table.name(index).map_or(0, |name| name.rank)
}

/// Adds the confirmed columns of one meaning. Several columns need a decision unless they agree.
fn add_named(table: &Table<'_>, found: &mut Identifiers, slot: Column, confirmed: &[(usize, IdColumn)]) {
    let Some(((first, kind), others)) = confirmed.split_first() else { return };
    found.columns.push(column(table, *first, slot, *kind));
    let others: Vec<usize> =
        others.iter().map(|(index, _)| *index).filter(|index| !table.agree(*first, *index)).collect();
    if others.is_empty() {
        return;
    }
    let all: Vec<usize> = std::iter::once(*first).chain(others.iter().copied()).collect();
    let is_pair = all.iter().any(|index| table.name(*index).is_some_and(|name| name.is_replacement));
    match table.decisions.row_holds {
        _ if is_pair => found.questions.push(Question::OldOrNew { columns: table.labels(&all) }),
        Some(RowHolds::OneDevice) if slot == Column::Imei1 && others.len() == 1 => {
            found.columns.push(column(table, others[0], Column::Imei2, *kind));
        }
        Some(RowHolds::Devices) => {
            found.columns.extend(others.iter().map(|index| column(table, *index, slot, *kind)));
        }
        _ if slot == Column::Imei1 => {
            found.questions.push(Question::RowHolds { columns: table.labels(&all) });
        }
        _ => found.questions.push(Question::SameMeaning { columns: table.labels(&all) }),
    }
}

/// Returns the columns that are named as IMEIs or MEIDs although most of their cells aren't. If no other column can
/// identify the devices, this is the only reading, and the cells fail one by one.
fn unconfirmed(table: &Table<'_>) -> Vec<IdentifierColumn> {
    [
        (Meaning::Imei, Column::Imei1, IdColumn::Imei),
        (Meaning::Imei2, Column::Imei2, IdColumn::Imei),
        (Meaning::Meid, Column::Meid, IdColumn::Meid),
    ]
    .into_iter()
    .filter_map(|(meaning, slot, kind)| {
        let index = table.named(meaning).into_iter().find(|index| table.contents[*index].filled() > 0)?;
        Some(column(table, index, slot, kind))
    })
    .collect()
}

/// Returns the column whose content identifies devices, if there is only one.
fn by_content(table: &Table<'_>) -> Identifiers {
    let mut found = Identifiers { is_by_content: true, ..Identifiers::default() };
    let any = |index: usize| column(table, index, Column::Imei1, IdColumn::Any);
    let filled = table.filled();
    if let [only] = filled[..] {
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
    let differs =
        |index: &usize| candidates.first().is_none_or(|first| first == index || !same(table, *first, *index));
    let candidates: Vec<usize> = candidates.iter().copied().filter(differs).collect();
    found.has_candidates = !candidates.is_empty();
    match (&candidates[..], table.decisions.row_holds) {
        ([only], _) => found.columns.push(any(*only)),
        ([first, second], Some(RowHolds::OneDevice)) => {
            found.columns.push(any(*first));
            found.columns.push(column(table, *second, Column::Imei2, IdColumn::Any));
        }
        ([_, _, ..], Some(RowHolds::Devices)) => {
            found.columns.extend(candidates.iter().map(|index| any(*index)))
        }
        ([_, _, ..], _) => found.questions.push(Question::RowHolds { columns: table.labels(&candidates) }),
        ([], _) => {
            let uniform: Vec<usize> = filled
                .iter()
                .copied()
                .filter(|index| is_candidate(table, *index) && table.contents[*index].are_uniform_serials())
                .collect();
            found.has_candidates = !uniform.is_empty();
            // Another column of serial numbers may be the one, even if some of its cells are damaged.
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

/// Returns whether a column may identify devices by its content: its name doesn't mean anything else.
fn is_candidate(table: &Table<'_>, index: usize) -> bool {
    let is_ignored = table.decisions.column(index) == Some(ColumnChoice::Ignore);
    let named = table.meaning(index);
    !is_ignored && named.is_none_or(super::header::is_identifier)
}

/// Returns whether a column is full of serial numbers, and the portal knows one of the first.
fn is_known(table: &Table<'_>, index: usize) -> bool {
    if !is_candidate(table, index) || !table.contents[index].are_identifiers(80) {
        return false;
    }
    let first = table.rows.iter().filter_map(|row| read(row.cell(index))).take(MAX_LOOKED_UP);
    table.context.knows_device(&first.collect::<Vec<_>>())
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
fn same(table: &Table<'_>, first: usize, second: usize) -> bool {
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

/// Asks about a further column in which one value stands in more than two rows, because it can't be an identifier.
fn repeated_values(table: &Table<'_>, found: &mut Identifiers) {
    if found.columns.len() < 2 {
        return;
    }
    let repeated: Vec<usize> = found.columns[1..]
        .iter()
        .map(|column| column.index)
        .filter(|index| table.contents[*index].has_repeats() && table.decisions.column(*index).is_none())
        .collect();
    for index in repeated {
        found.questions.push(Question::RepeatedValues { column: table.label(index) });
    }
}

/// Asks about unused columns that are full of strong identifiers, unless they repeat those of their rows.
fn unused_identifiers(table: &Table<'_>, found: &mut Identifiers) {
    if found.columns.is_empty() || table.decisions.skip_identifiers {
        return;
    }
    for index in table.filled() {
        let is_used = found.columns.iter().any(|column| column.index == index);
        if is_used || !table.contents[index].are_strong(80) || table.decisions.column(index).is_some() {
            continue;
        }
        let repeats = found.columns.iter().any(|column| same(table, column.index, index));
        if !repeats && !is_in_question(&found.questions, &table.label(index)) {
            found.questions.push(Question::UnusedColumn { column: table.label(index) });
        }
    }
}

fn is_in_question(questions: &[Question], label: &str) -> bool {
    questions.iter().any(|question| match question {
        Question::RowHolds { columns }
        | Question::OldOrNew { columns }
        | Question::SameMeaning { columns } => columns.iter().any(|column| column == label),
        _ => false,
    })
}
