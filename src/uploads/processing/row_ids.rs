//! The identifiers of a row, when its chunk is written.

use super::plan::PlanEntry;
use super::prepared_chunk::PreparedChunk;
use crate::domain::device_id::{DeviceId, ModelTag, PackedId};
use crate::domain::identifier_set::IdentifierSet;
use crate::domain::ids::ResellerKey;
use crate::domain::row_error::RowError;

/// The identifiers of a row that isn't planned to fail.
#[derive(Clone, Debug)]
pub(crate) struct RowIds {
    ids: Vec<DeviceId>,
    model: ModelTag,
    /// The error of the row unless all identifiers belong to one device.
    several: Option<RowError>,
}

impl RowIds {
    /// Returns the identifiers of a row if its device depends on all of them.
    pub(crate) fn reread(entry: &PlanEntry, prepared: &PreparedChunk) -> Option<RowIds> {
        let row = prepared.row(entry).filter(|_| !entry.step().fails())?.device.as_ref()?;
        Some(RowIds { ids: row.ids().collect(), model: row.model, several: row.several.clone() })
    }

    /// Returns the identifiers of a row if its device depends on all of them, or wasn't known to the plan.
    pub(crate) fn of(entry: &PlanEntry, prepared: &PreparedChunk) -> Option<RowIds> {
        RowIds::reread(entry, prepared).or_else(|| {
            let packed = entry.identifier()?;
            let model = packed.model().unwrap_or(ModelTag::UNKNOWN);
            Some(RowIds { ids: vec![packed.id()?], model, several: None })
        })
    }

    /// Returns all identifiers, beginning with the one that names the device.
    pub(crate) fn all(&self) -> &[DeviceId] {
        &self.ids
    }

    /// Returns the identifiers by which the device is found. Leaves out a serial number that isn't unique by itself,
    /// unless it is the only one.
    pub(crate) fn finding(&self) -> impl Iterator<Item = DeviceId> {
        let is_only = self.ids.len() == 1;
        self.ids.iter().copied().filter(move |id| is_only || !id.is_weak())
    }

    /// Returns the error of the row unless all identifiers belong to one device. Returns `None` for most rows.
    pub(crate) fn several(&self) -> Option<&RowError> {
        self.several.as_ref()
    }

    /// Returns the only identifier if it is a serial number that isn't unique by itself.
    pub(crate) fn only_weak(&self) -> Option<(String, ModelTag)> {
        let [id] = self.ids[..] else { return None };
        id.is_weak().then(|| (id.as_str().to_owned(), self.model))
    }

    /// Returns the key under which tables store an identifier of this row.
    pub(crate) fn key(&self, id: DeviceId, reseller: ResellerKey) -> String {
        PackedId::of_model(&id, self.model).key(reseller)
    }

    /// Returns the identifiers of a device that only this row names.
    pub(crate) fn set(&self) -> IdentifierSet {
        let mut set = IdentifierSet::default();
        for id in &self.ids {
            // A row has no more identifiers of a kind than a device.
            let _ = set.add(*id);
        }
        set
    }
}
