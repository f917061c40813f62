use super::table::Table;
use crate::domain::device_id::{IdColumn, WeakForms};
use crate::domain::manifest::column::{Column, IdentifierColumn};
use crate::domain::manifest::question::Question;
use crate::domain::manifest::row_holds::RowHolds;

/// Minimum number of IMEIs in a row that can't be one device.
pub(super) const MIN_DEVICES: usize = 3;

/// All weak forms, for a column that a person chose.
pub(super) const ALL_WEAK: WeakForms =
    WeakForms { unassigned: true, fourteen: true, sixteen: true, eighteen: true, digit_serials: true };

/// The identifier columns of a list, and the open questions about them.
#[derive(Default)]
pub(super) struct Identifiers {
    pub(super) columns: Vec<IdentifierColumn>,
    pub(super) questions: Vec<Question>,
    /// Whether the columns were determined by their content alone.
    pub(super) is_by_content: bool,
    /// Whether the content of any column may identify the devices.
    pub(super) has_candidates: bool,
    /// Whether the identifiers of a row are one device or several.
    pub(super) row_holds: RowHolds,
}

impl Identifiers {
    /// Creates identifier columns in which each value is a device of its own.
    pub(super) fn of_devices(table: &Table<'_>, indexes: &[usize], kind: IdColumn) -> Identifiers {
        let device = |index: &usize| column(table, *index, Column::Imei1, kind);
        let columns = indexes.iter().map(device).collect();
        Identifiers { columns, row_holds: RowHolds::Devices, ..Identifiers::default() }
    }
}

/// Creates an identifier column. If a person chose it, all weak forms are accepted.
pub(super) fn column(table: &Table<'_>, index: usize, column: Column, kind: IdColumn) -> IdentifierColumn {
    let weak = match table.decisions.column(index) {
        Some(_) => ALL_WEAK,
        None => table.contents[index].profile.weak(kind),
    };
    IdentifierColumn { index, column, kind, weak }
}
