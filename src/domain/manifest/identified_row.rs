//! The identifiers of a row.

use super::layout::Layout;
use super::row::Row;
use crate::domain::device_id::{self, CellIds, DeviceId, IdColumn, ModelTag, Repair, WeakForms};
use crate::domain::identifier_set::check_row;
use crate::domain::row_error::RowError;

/// The device that a row names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentifiedRow {
    /// The first identifier in the order IMEI 1, IMEI 2, MEID, serial number.
    pub(crate) id: DeviceId,
    /// The repair of that identifier, if any.
    pub(crate) repair: Option<Repair>,
    /// The row's other identifiers. They belong to the same device.
    pub(crate) others: Vec<DeviceId>,
    /// The model that the row names.
    pub(crate) model: ModelTag,
    /// The error of the row unless the portal knows all identifiers as those of one device.
    pub(crate) several: Option<RowError>,
}

impl IdentifiedRow {
    /// Returns all identifiers in the row, beginning with the one that is registered.
    pub fn identifiers(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.id).chain(&self.others).map(DeviceId::as_str)
    }

    /// Returns all identifiers in the row, beginning with the one that names the device.
    pub(crate) fn ids(&self) -> impl Iterator<Item = DeviceId> {
        std::iter::once(self.id).chain(self.others.iter().copied())
    }
}

/// An identifier with its repair, if any.
type FoundId = (DeviceId, Option<Repair>);

/// The identifiers found in a row so far. Most rows have only one.
#[derive(Default)]
pub(super) struct FoundIds {
    first: Option<FoundId>,
    others: Vec<FoundId>,
    /// The error of the row unless the portal knows all identifiers as those of one device.
    several: Option<RowError>,
}

impl FoundIds {
    /// Adds the identifiers of a cell.
    pub(super) fn add(&mut self, ids: &CellIds) {
        for found in ids.iter().map(|id| (id.id, id.repair)) {
            match self.first {
                None => self.first = Some(found),
                Some(first) if first.0 == found.0 => {}
                Some(_) if self.others.iter().any(|(other, _)| *other == found.0) => {}
                Some(_) => self.others.push(found),
            }
        }
    }

    /// Adds the identifiers of a text that has several without labels. They are believed to be those of one device, and
    /// `error` is the row's error if they aren't. Returns it at once if one of them can't be read.
    pub(super) fn add_several(
        &mut self,
        text: &str,
        kind: IdColumn,
        weak: WeakForms,
        error: RowError,
    ) -> Result<(), RowError> {
        let devices = device_id::read_devices(text, kind, weak);
        if devices.len() < 2 || devices.iter().any(|(_, read)| read.is_err()) {
            return Err(error);
        }
        devices.iter().flat_map(|(_, read)| read).for_each(|ids| self.add(ids));
        if !self.others.is_empty() {
            self.several.get_or_insert(error);
        }
        Ok(())
    }

    /// Returns the device of the row, or an error if the identifiers can't belong to one. Returns `None` if there are
    /// none.
    pub(super) fn into_row(self, layout: &Layout, row: &Row) -> Option<Result<IdentifiedRow, RowError>> {
        let first = self.first?;
        let several = self.several;
        Some(
            match self.others.is_empty() {
                true => Ok((first, Vec::new())),
                false => in_order(first, self.others).map_err(|error| several.clone().unwrap_or(error)),
            }
            .map(|((id, repair), others)| {
                let has_weak = id.is_weak() || others.iter().any(DeviceId::is_weak);
                let model = layout.columns.model.filter(|_| has_weak);
                let model = model.map_or(ModelTag::UNKNOWN, |index| ModelTag::of(&row.cell(index)));
                IdentifiedRow { id, repair, others, model, several }
            }),
        )
    }
}

/// Sorts a row's identifiers by their kinds, because a cell may hold another kind than its column's name says. Returns
/// `Err` if they can't belong to one device.
fn in_order(first: FoundId, others: Vec<FoundId>) -> Result<(FoundId, Vec<DeviceId>), RowError> {
    let mut all = others;
    all.insert(0, first);
    all.sort_by_key(|(id, _)| id.kind());
    check_row(all.iter().map(|(id, _)| id.kind()))?;
    let first = all.remove(0);
    Ok((first, all.into_iter().map(|(id, _)| id).collect()))
}
