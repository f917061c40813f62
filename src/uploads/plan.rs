//! The plan: every row of a submission once, in the order in which it is done. From here on a catalog import or
//! another upload cannot move a row past the cursor.

use crate::domain::device_id::Key;

/// Entries of one stored part.
pub(super) const PART_ROWS: usize = 10_000;

/// Bytes of one stored entry.
const ENTRY: usize = 32;

/// What is to be done with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Register this device.
    Device(i64),
    /// Nobody knew this identifier: make a device of it, unless somebody has meanwhile, and register that.
    New(Key),
    /// It fails by itself: reading it again tells why.
    Unreadable,
    /// Its identifiers belong to different devices.
    DifferentDevices,
    /// The same device as this line.
    Repeated(u32),
    /// The rule in force wants devices of the catalog.
    NotInCatalog,
    /// Enterprise Edition without a sold-to code.
    StcRequired,
    /// Given up.
    Internal,
    /// The file names the device for several customers.
    CustomerConflict,
    /// A deletion names what nobody knows.
    NotFound,
}

/// A row of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Place of the row's upload in the submission; the highest number for rows that reach none.
    pub upload: u16,
    /// Physical line, from 1.
    pub line: u32,
    /// Where the row begins in the file, in bytes.
    pub offset: u64,
    /// What to do.
    pub step: Step,
}

impl Entry {
    /// The order of work: by upload; known devices by key, new ones by identifier, failed ones by line.
    pub(super) fn order(&self) -> (u16, u8, u64, u64) {
        let (class, first, second) = self.device();
        (self.upload, class, first, second)
    }

    /// Rows of one device have the same; whichever upload they are of.
    pub(super) fn device(&self) -> (u8, u64, u64) {
        match self.step {
            Step::Device(id) => (0, id as u64, 0),
            Step::New(key) => (1, key.hi(), key.lo()),
            _ => (2, u64::from(self.line), 0),
        }
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        let (kind, first, second) = match self.step {
            Step::Device(id) => (0, id as u64, 0),
            Step::New(key) => (1, key.hi(), key.lo()),
            Step::Unreadable => (2, 0, 0),
            Step::DifferentDevices => (3, 0, 0),
            Step::Repeated(line) => (4, u64::from(line), 0),
            Step::NotInCatalog => (5, 0, 0),
            Step::StcRequired => (6, 0, 0),
            Step::Internal => (7, 0, 0),
            Step::CustomerConflict => (8, 0, 0),
            Step::NotFound => (9, 0, 0),
        };
        bytes.extend_from_slice(&[kind, 0]);
        bytes.extend_from_slice(&self.upload.to_le_bytes());
        bytes.extend_from_slice(&self.line.to_le_bytes());
        bytes.extend_from_slice(&self.offset.to_le_bytes());
        bytes.extend_from_slice(&first.to_le_bytes());
        bytes.extend_from_slice(&second.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Option<Entry> {
        let number = |from: usize| Some(u64::from_le_bytes(bytes.get(from..from + 8)?.try_into().ok()?));
        let (first, second) = (number(16)?, number(24)?);
        let step = match bytes.first()? {
            0 => Step::Device(first as i64),
            1 => Step::New(Key::from_parts(first, second)),
            2 => Step::Unreadable,
            3 => Step::DifferentDevices,
            4 => Step::Repeated(u32::try_from(first).ok()?),
            5 => Step::NotInCatalog,
            6 => Step::StcRequired,
            7 => Step::Internal,
            8 => Step::CustomerConflict,
            9 => Step::NotFound,
            _ => return None,
        };
        let upload = u16::from_le_bytes(bytes.get(2..4)?.try_into().ok()?);
        let line = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?);
        Some(Entry { upload, line, offset: number(8)?, step })
    }
}

/// The bytes of a part.
pub(super) fn pack(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(entries.len() * ENTRY);
    for entry in entries {
        entry.write(&mut bytes);
    }
    bytes
}

/// The entries of a part; none where the bytes are not those of a part.
pub(super) fn unpack(bytes: &[u8]) -> Option<Vec<Entry>> {
    if !bytes.len().is_multiple_of(ENTRY) {
        return None;
    }
    bytes.chunks_exact(ENTRY).map(Entry::read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device_id;

    #[test]
    fn every_step_comes_back_as_it_went() {
        let key = Key::of(&device_id::read("R38K503SRVD").unwrap().id);
        let steps = [
            Step::Device(i64::MAX),
            Step::New(key),
            Step::Unreadable,
            Step::DifferentDevices,
            Step::Repeated(u32::MAX),
            Step::NotInCatalog,
            Step::StcRequired,
            Step::Internal,
            Step::CustomerConflict,
            Step::NotFound,
        ];
        let entries: Vec<Entry> = steps
            .into_iter()
            .map(|step| Entry { upload: 9_999, line: 70_000, offset: u64::MAX, step })
            .collect();
        assert_eq!(unpack(&pack(&entries)), Some(entries));
        assert_eq!(unpack(&[1, 2, 3]), None);
        assert_eq!(unpack(&[99; 32]), None);
    }
}
