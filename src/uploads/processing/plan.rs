//! The plan, which contains every row of a submission once, in processing order. Once it is stored, a catalog import or
//! another upload can't move a row past the cursor.

use crate::domain::device_id::PackedId;
use crate::domain::ids::DeviceKey;

/// Number of entries in a stored part. A plan that was stored with a different number can't be read.
pub(crate) const PART_ROWS: usize = 10_000;

/// Size of a stored entry, in bytes.
const ENTRY_BYTES: usize = 32;

/// Maximum number of identifiers that a row may have.
pub(crate) const MAX_IDENTIFIERS: usize = 4;

/// Set in the stored kind of a row whose device depends on more than the identifier in the plan.
const BY_ALL_IDENTIFIERS: u8 = 0x80;

/// The planned outcome of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowStep {
    /// Register this device.
    Device(DeviceKey),
    /// Create a device with this identifier unless one exists by now, and register it.
    New(PackedId),
    /// Fail. The reason is determined when the row is read again.
    Unreadable,
    /// Fail: its identifiers belong to different devices. Holds, for each identifier in the row, the earlier line
    /// whose device it belongs to, or 0 if there is none.
    DifferentDevices([u32; MAX_IDENTIFIERS]),
    /// Fail: the same device is on this earlier line.
    Repeated(u32),
    /// Fail: only devices from the catalog are accepted.
    NotInCatalog,
    /// Fail: an Enterprise Edition device needs a sold-to code.
    StcRequired,
    /// Fail: the portal has given up on this row.
    Internal,
    /// Fail: the file names the device for several customers.
    CustomerConflict,
    /// Fail: no device has the identifier that the deletion names.
    NotFound,
}

impl RowStep {
    /// Returns whether a row with this step fails, whatever the state of its device.
    pub(crate) fn fails(self) -> bool {
        !matches!(self, RowStep::Device(_) | RowStep::New(_))
    }
}

/// A device of a row in the plan. It is compact, because all rows of a file are in memory at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PlanEntry {
    /// Position of the row's destination, or [`NO_DESTINATION`](crate::uploads::row_routing::NO_DESTINATION).
    pub(crate) destination: u16,
    /// Number of the row's physical line in the file, starting at 1.
    pub(crate) line: u32,
    /// The device within the row, counted from 0.
    pub(crate) slot: u8,
    /// Offset of the row in the file, in bytes.
    pub(crate) offset: u64,
    kind: u8,
    numbers: [u64; 2],
}

impl PlanEntry {
    pub(crate) fn new(destination: u16, line: u32, offset: u64, step: RowStep) -> PlanEntry {
        let mut entry = PlanEntry { destination, line, slot: 0, offset, kind: 0, numbers: [0, 0] };
        entry.set(step);
        entry
    }

    /// Returns the entry for another device of the row.
    pub(crate) fn at_slot(self, slot: u8) -> PlanEntry {
        PlanEntry { slot, ..self }
    }

    /// Returns the device's position in the file.
    pub(crate) fn position(&self) -> (u32, u8) {
        (self.line, self.slot)
    }

    /// Returns the planned outcome.
    pub(crate) fn step(&self) -> RowStep {
        let [first, second] = self.numbers;
        match self.kind & !BY_ALL_IDENTIFIERS {
            0 => RowStep::Device(DeviceKey::new(first as i64)),
            1 => RowStep::New(PackedId::from_parts(first, second)),
            2 => RowStep::Unreadable,
            3 => RowStep::DifferentDevices([low(first), high(first), low(second), high(second)]),
            4 => RowStep::Repeated(first as u32),
            5 => RowStep::NotInCatalog,
            6 => RowStep::StcRequired,
            8 => RowStep::CustomerConflict,
            9 => RowStep::NotFound,
            // Only 7 is left, because `read` rejects higher numbers.
            _ => RowStep::Internal,
        }
    }

    /// Returns the identifier of a row whose device is unknown.
    pub(crate) fn identifier(&self) -> Option<PackedId> {
        if let RowStep::New(key) = self.step() { Some(key) } else { None }
    }

    /// Returns the device of a row if it is known.
    pub(crate) fn known_device(&self) -> Option<DeviceKey> {
        if let RowStep::Device(id) = self.step() { Some(id) } else { None }
    }

    /// Returns whether the row has to be read again to find its device, because that depends on all its identifiers.
    pub(crate) fn is_by_all_identifiers(&self) -> bool {
        self.kind & BY_ALL_IDENTIFIERS != 0
    }

    /// Makes the row's device depend on all its identifiers.
    pub(crate) fn set_by_all_identifiers(&mut self) {
        self.kind |= BY_ALL_IDENTIFIERS;
    }

    /// Sets the planned outcome.
    pub(crate) fn set(&mut self, step: RowStep) {
        let mark = self.kind & BY_ALL_IDENTIFIERS;
        let (kind, numbers) = match step {
            RowStep::Device(id) => (0, [id.get() as u64, 0]),
            RowStep::New(key) => (1, [key.hi(), key.lo()]),
            RowStep::Unreadable => (2, [0, 0]),
            RowStep::DifferentDevices([a, b, c, d]) => (3, [joined(a, b), joined(c, d)]),
            RowStep::Repeated(line) => (4, [u64::from(line), 0]),
            RowStep::NotInCatalog => (5, [0, 0]),
            RowStep::StcRequired => (6, [0, 0]),
            RowStep::Internal => (7, [0, 0]),
            RowStep::CustomerConflict => (8, [0, 0]),
            RowStep::NotFound => (9, [0, 0]),
        };
        (self.kind, self.numbers) = (kind | mark, numbers);
    }

    /// Returns the sort key for the processing order. Within each destination, known devices come first by key, then
    /// new ones by identifier, then failing rows by line.
    pub(crate) fn order(&self) -> (u16, u8, u64, u64) {
        let (class, first, second) = self.device();
        (self.destination, class, first, second)
    }

    /// Returns a key that is the same for all rows of a device, whatever their destination.
    pub(crate) fn device(&self) -> (u8, u64, u64) {
        match self.kind & !BY_ALL_IDENTIFIERS {
            kind @ (0 | 1) => (kind, self.numbers[0], self.numbers[1]),
            _ => (2, u64::from(self.line), u64::from(self.slot)),
        }
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&[self.kind, self.slot]);
        bytes.extend_from_slice(&self.destination.to_le_bytes());
        bytes.extend_from_slice(&self.line.to_le_bytes());
        bytes.extend_from_slice(&self.offset.to_le_bytes());
        bytes.extend_from_slice(&self.numbers[0].to_le_bytes());
        bytes.extend_from_slice(&self.numbers[1].to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Option<PlanEntry> {
        let number = |from: usize| Some(u64::from_le_bytes(bytes.get(from..from + 8)?.try_into().ok()?));
        Some(PlanEntry {
            destination: u16::from_le_bytes(bytes.get(2..4)?.try_into().ok()?),
            line: u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?),
            slot: *bytes.get(1)?,
            offset: number(8)?,
            kind: bytes.first().copied().filter(|kind| *kind & !BY_ALL_IDENTIFIERS <= 9)?,
            numbers: [number(16)?, number(24)?],
        })
    }
}

fn low(number: u64) -> u32 {
    number as u32
}

fn high(number: u64) -> u32 {
    (number >> 32) as u32
}

fn joined(low: u32, high: u32) -> u64 {
    u64::from(low) | u64::from(high) << 32
}

/// Encodes the entries of a part.
pub(crate) fn pack(entries: &[PlanEntry]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(entries.len() * ENTRY_BYTES);
    for entry in entries {
        entry.write(&mut bytes);
    }
    bytes
}

/// Decodes the entries of a part. Returns `None` if the bytes are damaged.
pub(crate) fn unpack(bytes: &[u8]) -> Option<Vec<PlanEntry>> {
    if !bytes.len().is_multiple_of(ENTRY_BYTES) {
        return None;
    }
    bytes.chunks_exact(ENTRY_BYTES).map(PlanEntry::read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device_id;

    #[test]
    fn every_step_can_be_stored_and_read_back() {
        let key = PackedId::of(&device_id::read("R38K503SRVD").unwrap().id);
        let steps = [
            RowStep::Device(DeviceKey::new(i64::MAX)),
            RowStep::New(key),
            RowStep::Unreadable,
            RowStep::DifferentDevices([1, 0, u32::MAX, 70_000]),
            RowStep::Repeated(u32::MAX),
            RowStep::NotInCatalog,
            RowStep::StcRequired,
            RowStep::Internal,
            RowStep::CustomerConflict,
            RowStep::NotFound,
        ];
        let entry = |step| PlanEntry::new(9_999, 70_000, u64::MAX, step).at_slot(254);
        let mut entries: Vec<PlanEntry> = steps.into_iter().map(entry).collect();
        let orders: Vec<_> = entries.iter().map(PlanEntry::order).collect();
        entries.extend(entries.clone());
        entries[steps.len()..].iter_mut().for_each(PlanEntry::set_by_all_identifiers);
        assert_eq!(entries[steps.len()..].iter().map(PlanEntry::order).collect::<Vec<_>>(), orders);
        assert!(entries.iter().skip(steps.len()).all(PlanEntry::is_by_all_identifiers));
        let steps = [steps, steps].concat();
        assert_eq!(entries.iter().map(PlanEntry::step).collect::<Vec<_>>(), steps);
        assert_eq!(unpack(&pack(&entries)), Some(entries));
        assert_eq!(unpack(&[1, 2, 3]), None);
        assert_eq!(unpack(&[99; 32]), None);
    }
}
