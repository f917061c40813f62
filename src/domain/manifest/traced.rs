//! Reads a row again, to show what each of its identifiers was read from.

use super::layout::Layout;
use super::row::Row;
use super::single::label_before;
use crate::domain::device_id::{self, DeviceId, IdLabel, IdentifierKind, Repair};

/// An identifier, and the cell that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TracedId {
    pub(crate) id: DeviceId,
    /// The kind, as people call it: "IMEI 2".
    pub(crate) kind: &'static str,
    /// The column: "Column D, IMEI". Empty if the list has only one column.
    pub(crate) column: String,
    pub(crate) repair: Option<Repair>,
    /// The text of the cell.
    pub(crate) text: String,
}

/// Returns the identifiers in a row, in the order in which they are read. Leaves out cells without one.
pub(crate) fn trace(layout: &Layout, row: &Row) -> Vec<TracedId> {
    let mut traced: Vec<TracedId> = Vec::new();
    for column in &layout.columns.identifiers {
        let cell = row.cell(column.index);
        let kind = label_before(layout, row, column.index).unwrap_or(column.kind);
        let Ok(ids) = device_id::read_cell(&cell, kind, column.weak) else { continue };
        for found in ids.iter() {
            if traced.iter().any(|other| other.id == found.id) {
                continue;
            }
            let has_imei = traced.iter().any(|other| other.id.kind() == IdentifierKind::Imei);
            let is_second = has_imei || found.label == Some(IdLabel::Imei2);
            traced.push(TracedId {
                id: found.id,
                kind: kind_name(found.id.kind(), is_second),
                column: column_name(layout, column.index),
                repair: found.repair,
                text: cell.trim().to_owned(),
            });
        }
    }
    traced
}

fn kind_name(kind: IdentifierKind, is_second: bool) -> &'static str {
    match kind {
        IdentifierKind::Imei if is_second => "IMEI 2",
        IdentifierKind::Imei => "IMEI",
        IdentifierKind::Meid => "MEID",
        IdentifierKind::Serial => "Serial number",
    }
}

/// Returns the column's place and name. Workbooks have letters, and other lists have numbers.
fn column_name(layout: &Layout, index: usize) -> String {
    if layout.width == 1 {
        return String::new();
    }
    let place = match &layout.workbook {
        Some(_) if index < 26 => format!("Column {}", char::from(b'A' + index as u8)),
        _ => format!("Column {}", index + 1),
    };
    match layout.header_cells.get(index).map(|name| name.trim()) {
        Some(name) if !name.is_empty() => format!("{place}, {name}"),
        _ => place,
    }
}
