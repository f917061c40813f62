//! Decides which columns identify the devices.

use super::by_content::{are_pairs, by_content, have_same_identifiers};
use super::found_identifiers::{Identifiers, MIN_DEVICES, column};
use super::name_rank::{DECIDING_RANK, FULL_RANK, rank};
use super::table::Table;
use super::unconfirmed::unconfirmed;
use crate::domain::device_id::IdColumn;
use crate::domain::manifest::column::{Column, IdentifierColumn};
use crate::domain::manifest::column_choice::ColumnChoice;
use crate::domain::manifest::names::Meaning;
use crate::domain::manifest::question::Question;
use crate::domain::manifest::row_holds::RowHolds;

/// Decides which columns identify the devices, based on a person's choice, the columns' names or their content.
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
    found.row_holds = table.decisions.row_holds.unwrap_or(found.row_holds);
    if table.decisions.row_holds.is_none() {
        repeated_values(table, &mut found);
    }
    unused_identifiers(table, &mut found);
    found
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
    let mut found = Identifiers { columns: columns.collect(), ..Identifiers::default() };
    if table.decisions.row_holds.is_none() {
        several_chosen(table, &mut found);
    }
    found
}

/// Decides what a row holds if a person chose one meaning for several columns. Three IMEIs can't be one device.
fn several_chosen(table: &Table<'_>, found: &mut Identifiers) {
    let of_kind = |kind: IdColumn, column: &&IdentifierColumn| column.kind == kind;
    if found.columns.iter().filter(|column| of_kind(IdColumn::Imei, column)).count() >= MIN_DEVICES {
        found.row_holds = RowHolds::Devices;
        return;
    }
    let is_repeated = |one: &&IdentifierColumn| {
        found.columns.iter().filter(|other| (other.column, other.kind) == (one.column, one.kind)).count() > 1
    };
    let repeated: Vec<usize> = found.columns.iter().filter(is_repeated).map(|column| column.index).collect();
    if !repeated.is_empty() {
        found.questions.push(Question::RowHolds { columns: table.labels(&repeated) });
    }
}

/// Returns the columns that are named as identifiers and whose content confirms the name.
fn by_name(table: &Table<'_>) -> Identifiers {
    if let Some(devices) = named_devices(table) {
        return devices;
    }
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
            // Unknown words in a name may mean that the serial number belongs to something else, such as a charger.
            let is_vague = meaning == Meaning::Serial && rank(table, index) < FULL_RANK;
            if is_vague && !found.columns.is_empty() && !is_of_same_kind(table, &found, index) {
                if table.traits(index).kind.is_some() && content.confirms(kind) {
                    found.questions.push(Question::UnusedColumn { column: table.label(index) });
                }
                continue;
            }
            if meaning == Meaning::Serial && is_part_of_imei(table, index) {
                continue;
            }
            let is_confirmed = match kind {
                // `ID` alone isn't enough, but `IMEI or serial number` is.
                IdColumn::Any if rank(table, index) < DECIDING_RANK => {
                    content.are_identifiers(80) && content.has_evidence()
                }
                IdColumn::Any => content.filled() == 0 || content.are_identifiers(50),
                _ => content.filled() == 0 || content.confirms(kind),
            };
            match is_confirmed {
                true => confirmed.push((index, kind)),
                // The published layout has one column, whatever its cells contain.
                false if is_only_column && content.filled() > 0 => confirmed.push((index, IdColumn::Any)),
                false => {}
            }
        }
        add_named(table, &mut found, slot, &confirmed);
    }
    // Empty columns alone can't identify the devices.
    if found.columns.iter().all(|column| table.contents[column.index].filled() == 0)
        && table.filled().iter().any(|index| table.contents[*index].are_identifiers(80))
    {
        found.columns.clear();
    }
    found
}

/// Returns the columns of IMEIs if each IMEI is a device: by a decision, or because a device has no third one. Returns
/// `None` otherwise.
fn named_devices(table: &Table<'_>) -> Option<Identifiers> {
    let named: Vec<usize> =
        [Meaning::Imei, Meaning::Imei2].into_iter().flat_map(|meaning| table.named(meaning)).collect();
    let is_replacement = |index: &usize| table.name(*index).is_some_and(|name| name.is_replacement);
    if named.len() < 2 || named.iter().any(is_replacement) {
        return None;
    }
    let mut imeis: Vec<usize> = Vec::new();
    for index in named {
        let is_usable = table.contents[index].filled() == 0 || table.contents[index].confirms(IdColumn::Imei);
        if is_usable && !imeis.iter().any(|other| have_same_identifiers(table, *other, index)) {
            imeis.push(index);
        }
    }
    let filled = imeis.iter().filter(|index| table.contents[**index].filled() > 0).count();
    let are_devices = match table.decisions.row_holds {
        Some(RowHolds::OneDevice) => false,
        Some(RowHolds::Devices) => filled >= 2,
        None => filled >= MIN_DEVICES,
    };
    if !are_devices {
        return None;
    }
    let mut devices = Identifiers::of_devices(table, &imeis, IdColumn::Imei);
    let has = |meaning| table.named(meaning).iter().any(|index| table.contents[*index].filled() > 0);
    if table.decisions.row_holds.is_none() && (has(Meaning::Serial) || has(Meaning::Meid)) {
        // Nothing says to which of the devices the other identifiers belong.
        devices.questions.push(Question::RowHolds { columns: table.labels(&imeis) });
    }
    Some(devices)
}

/// Adds the confirmed columns with one meaning. Several columns need a decision unless they agree.
fn add_named(table: &Table<'_>, found: &mut Identifiers, slot: Column, confirmed: &[(usize, IdColumn)]) {
    let Some(((first, kind), others)) = confirmed.split_first() else { return };
    found.columns.push(column(table, *first, slot, *kind));
    let others: Vec<usize> =
        others.iter().map(|(index, _)| *index).filter(|index| !are_equal(table, *first, *index)).collect();
    if others.is_empty() {
        return;
    }
    let all: Vec<usize> = std::iter::once(*first).chain(others.iter().copied()).collect();
    let is_pair = all.iter().any(|index| table.name(*index).is_some_and(|name| name.is_replacement));
    let are_different = !have_equal_names(table, &all) && !are_pairs(table, &all);
    match table.decisions.row_holds {
        _ if is_pair => found.questions.push(Question::OldOrNew { columns: table.labels(&all) }),
        Some(RowHolds::OneDevice) if slot == Column::Imei1 => {
            found.columns.extend(others.iter().map(|index| column(table, *index, Column::Imei2, *kind)));
        }
        Some(RowHolds::Devices) => {
            found.columns.extend(others.iter().map(|index| column(table, *index, slot, *kind)));
        }
        None if are_different => {
            found.questions.push(Question::OldOrNew { columns: table.labels(&all) });
        }
        None if slot == Column::Imei1 && are_pairs(table, &all) => {
            found.columns.push(column(table, others[0], Column::Imei2, *kind));
        }
        None if slot == Column::Imei1 => {
            found.questions.push(Question::RowHolds { columns: table.labels(&all) });
        }
        _ => found.questions.push(Question::SameMeaning { columns: table.labels(&all) }),
    }
}

/// Returns whether two columns have the same values, possibly written differently, such as a MEID in decimal digits.
fn are_equal(table: &Table<'_>, first: usize, second: usize) -> bool {
    table.agree(first, second) || have_same_identifiers(table, first, second)
}

/// Returns whether the names of these columns don't distinguish their devices.
fn have_equal_names(table: &Table<'_>, columns: &[usize]) -> bool {
    let kinds: Vec<_> = columns.iter().filter_map(|index| table.traits(*index).kind).collect();
    columns.iter().all(|index| rank(table, *index) >= FULL_RANK)
        && kinds.iter().all(|kind| kinds.len() == columns.len() && kinds.first() == Some(kind))
}

/// Returns whether a column's name mentions the same kind of device as those of all columns found so far.
fn is_of_same_kind(table: &Table<'_>, found: &Identifiers, index: usize) -> bool {
    let kind = table.traits(index).kind;
    kind.is_some() && found.columns.iter().all(|column| table.traits(column.index).kind == kind)
}

/// Returns whether a column has the six digits of an IMEI behind those of its type, which are in another column.
fn is_part_of_imei(table: &Table<'_>, index: usize) -> bool {
    let has_digits = |index: usize, length: usize| {
        let cells = table.rows.iter().map(|row| row.cell(index).trim());
        let filled: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
        let is_right = |cell: &&&str| cell.len() == length && cell.bytes().all(|byte| byte.is_ascii_digit());
        !filled.is_empty() && filled.iter().filter(is_right).count() * 100 >= filled.len() * 80
    };
    has_digits(index, 6) && (0..table.width()).any(|other| has_digits(other, 8))
}

/// Asks about any further column in which one value occurs in more than two rows, because such a value can't be an
/// identifier.
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

/// Asks about unused columns that contain mostly strong identifiers, unless they repeat those of their rows.
fn unused_identifiers(table: &Table<'_>, found: &mut Identifiers) {
    let lines_fail = table.is_pasted && table.header.is_none();
    if found.columns.is_empty() || table.decisions.skip_identifiers || lines_fail {
        return;
    }
    for index in table.filled() {
        let is_used = found.columns.iter().any(|column| column.index == index);
        if is_used || !table.contents[index].are_strong(80) || table.decisions.column(index).is_some() {
            continue;
        }
        let repeats = found.columns.iter().any(|column| have_same_identifiers(table, column.index, index));
        if !repeats && !is_in_question(&found.questions, index) {
            found.questions.push(Question::UnusedColumn { column: table.label(index) });
        }
    }
}

fn is_in_question(questions: &[Question], index: usize) -> bool {
    questions.iter().any(|question| match question {
        Question::RowHolds { columns }
        | Question::OldOrNew { columns }
        | Question::SortedAlone { columns, .. }
        | Question::SameMeaning { columns } => columns.iter().any(|column| column.index == index),
        Question::UnusedColumn { column } => column.index == index,
        _ => false,
    })
}
