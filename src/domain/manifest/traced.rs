//! Reads a row again, to show what each of its identifiers was read from.

use super::devices::{self, Part};
use super::layout::Layout;
use super::row::Row;
use super::row_holds::RowHolds;
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

/// Returns the identifiers of each device in a row, with the device's number. Leaves out devices that can't be read.
pub(crate) fn trace(layout: &Layout, row: &Row) -> Vec<(u8, Vec<TracedId>)> {
    if layout.row_holds == RowHolds::OneDevice {
        return vec![(0, trace_one(layout, row))];
    }
    let parts = devices::parts(layout, row).unwrap_or_default();
    let of_part = |(slot, part): (u8, Part)| Some((slot, trace_part(layout, &part)?));
    (0..=u8::MAX).zip(parts).filter_map(of_part).collect()
}

/// Returns the identifiers of a part. Returns `None` if it can't be read.
fn trace_part(layout: &Layout, part: &Part) -> Option<Vec<TracedId>> {
    let device = part.device.as_ref().ok()?;
    let ids = std::iter::once((device.id, device.repair)).chain(device.others.iter().map(|id| (*id, None)));
    let mut imeis = 0;
    let traced = ids.map(|(id, repair)| {
        imeis += usize::from(id.kind() == IdentifierKind::Imei);
        TracedId {
            id,
            kind: kind_name(id.kind(), imeis > 1),
            column: column_name(layout, part.index),
            repair,
            text: part.text.clone(),
        }
    });
    Some(traced.collect())
}

/// Returns the identifiers of the one device in a row, in the order in which they are read. Leaves out cells without
/// one.
fn trace_one(layout: &Layout, row: &Row) -> Vec<TracedId> {
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
