//! Columns whose name says that they identify the devices, although their content doesn't confirm it.

use super::found_identifiers::column;
use super::name_rank::{DECIDING_RANK, FULL_RANK, rank};
use super::table::Table;
use crate::domain::device_id::{self, CellForm, IdColumn};
use crate::domain::manifest::column::{Column, IdentifierColumn};
use crate::domain::manifest::names::Meaning;

/// Returns the columns that are named as identifiers although most of their cells aren't. If no other column can
/// identify the devices, this is the only possible reading, and the cells fail one by one.
pub(super) fn unconfirmed(table: &Table<'_>) -> Vec<IdentifierColumn> {
    [
        (Meaning::Imei, Column::Imei1, IdColumn::Imei),
        (Meaning::Imei2, Column::Imei2, IdColumn::Imei),
        (Meaning::Meid, Column::Meid, IdColumn::Meid),
        (Meaning::DeviceId, Column::Imei1, IdColumn::Any),
        (Meaning::Serial, Column::Serial, IdColumn::Serial),
    ]
    .into_iter()
    .filter_map(|(meaning, slot, kind)| {
        let is_meant = |index: &usize| {
            let is_decided = match meaning {
                Meaning::DeviceId => rank(table, *index) >= DECIDING_RANK,
                Meaning::Serial => rank(table, *index) == FULL_RANK && has_separated_serials(table, *index),
                _ => true,
            };
            is_decided && table.contents[*index].filled() > 0
        };
        let index = table.named(meaning).into_iter().find(is_meant)?;
        Some(column(table, index, slot, kind))
    })
    .collect()
}

/// Returns whether at least half of the filled cells are serial numbers with spaces, dashes or periods inside. Each of
/// them fails, and its message says so.
fn has_separated_serials(table: &Table<'_>, index: usize) -> bool {
    let filled = table.rows.iter().map(|row| row.cell(index).trim()).filter(|cell| !cell.is_empty());
    let is_serial = |cell: &&str| {
        let compact: String = cell.chars().filter(|c| !matches!(c, ' ' | '-' | '.')).collect();
        matches!(device_id::form(&compact), CellForm::SerialShaped { .. })
    };
    filled.clone().filter(is_serial).count() * 2 >= filled.count()
}
