//! The index of the rows with devices: where each begins in the file, and the kinds of its identifiers and repairs. A
//! page that shows what was read loads only its own rows.

use strum::VariantArray;

use crate::domain::ids::SubmissionId;
use crate::domain::manifest::{ValueKind, ValueKinds};
use crate::store::submissions::row_index::{self, IndexPart, KindCount};
use crate::store::{Conn, Error};

/// Number of entries in a stored part.
const PART_ENTRIES: usize = 10_000;
/// Size of a stored entry, in bytes.
const ENTRY_BYTES: usize = 16;
/// The bits of an offset. The highest byte is the number of devices.
const OFFSET_BITS: u64 = u64::MAX >> 8;

/// A row with a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IndexEntry {
    /// Physical line in the file, counted from 1.
    pub(crate) line: u32,
    /// Position of the row's upload in the submission.
    pub(crate) destination: u16,
    /// The kinds of the row's identifiers and repairs.
    pub(crate) kinds: ValueKinds,
    /// The number of devices on the line, including those that can't be read.
    pub(crate) devices: u8,
    /// Offset of the row in the file, in bytes.
    pub(crate) offset: u64,
}

impl IndexEntry {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.line.to_le_bytes());
        bytes.extend_from_slice(&self.destination.to_le_bytes());
        bytes.extend_from_slice(&self.kinds.bits().to_le_bytes());
        // No file is so large that an offset needs the highest byte.
        bytes.extend_from_slice(&self.offset.to_le_bytes()[..7]);
        bytes.push(self.devices);
    }

    fn read(bytes: &[u8]) -> Option<IndexEntry> {
        Some(IndexEntry {
            line: u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?),
            destination: u16::from_le_bytes(bytes.get(4..6)?.try_into().ok()?),
            kinds: ValueKinds::from_bits(u16::from_le_bytes(bytes.get(6..8)?.try_into().ok()?)),
            devices: *bytes.get(15)?,
            offset: u64::from_le_bytes(bytes.get(8..16)?.try_into().ok()?) & OFFSET_BITS,
        })
    }
}

/// An index that is created while a file is being read.
#[derive(Default)]
pub(crate) struct RowIndex {
    entries: Vec<IndexEntry>,
    counts: KindCounts,
}

impl RowIndex {
    /// Adds a row. Rows are added in line order.
    pub(crate) fn add(&mut self, entry: IndexEntry) {
        self.counts.add(entry.destination, entry.kinds);
        match self.entries.last_mut() {
            // A line with several devices has one entry.
            Some(last) if (last.line, last.destination) == (entry.line, entry.destination) => {
                last.kinds = last.kinds.or(entry.kinds);
            }
            _ => self.entries.push(entry),
        }
    }

    /// Returns the parts to store, each with its bytes.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (IndexPart, Vec<u8>)> {
        self.entries.chunks(PART_ENTRIES).zip(0..).map(|(entries, part)| {
            let mut bytes = Vec::with_capacity(entries.len() * ENTRY_BYTES);
            let mut kinds = ValueKinds::default();
            for entry in entries {
                entry.write(&mut bytes);
                kinds = kinds.or(entry.kinds);
            }
            let first_line = entries.first().map_or(0, |entry| i64::from(entry.line));
            (IndexPart { part, first_line, kinds: i64::from(kinds.bits()) }, bytes)
        })
    }

    /// Returns the number of devices by upload and kind.
    pub(crate) fn counts(&self) -> Vec<KindCount> {
        self.counts.list()
    }
}

/// Numbers of devices by upload and kind.
#[derive(Default)]
pub(crate) struct KindCounts(Vec<[i64; ValueKind::VARIANTS.len()]>);

impl KindCounts {
    /// Adds a device.
    pub(crate) fn add(&mut self, destination: u16, kinds: ValueKinds) {
        let index = usize::from(destination);
        if self.0.len() <= index {
            self.0.resize(index + 1, Default::default());
        }
        if let Some(counts) = self.0.get_mut(index) {
            for (count, kind) in counts.iter_mut().zip(ValueKind::VARIANTS) {
                *count += i64::from(kinds.has(*kind));
            }
        }
    }

    /// Returns the counts that aren't zero.
    pub(crate) fn list(&self) -> Vec<KindCount> {
        let mut found = Vec::new();
        for (counts, destination) in self.0.iter().zip(0..) {
            let counts = counts.iter().zip(ValueKind::VARIANTS).filter(|(count, _)| **count > 0);
            found.extend(counts.map(|(count, kind)| (destination, *kind, *count)));
        }
        found
    }
}

/// Returns the entries of a stored part. Returns `None` if there is no such part.
pub(crate) fn load_part(
    conn: &mut Conn,
    submission: SubmissionId,
    part: i64,
) -> Result<Option<Vec<IndexEntry>>, Error> {
    let Some(bytes) = row_index::get(conn, submission, part)? else { return Ok(None) };
    let entries: Option<Vec<IndexEntry>> = bytes.chunks(ENTRY_BYTES).map(IndexEntry::read).collect();
    entries.map(Some).ok_or_else(|| Error::inconsistent(format!("row index of submission {submission}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(line: u32, destination: u16, bits: u16) -> IndexEntry {
        let kinds = ValueKinds::from_bits(bits);
        IndexEntry { line, destination, kinds, devices: 1, offset: u64::from(line) << 33 }
    }

    #[test]
    fn entries_can_be_stored_and_read_back() {
        let mut index = RowIndex::default();
        let entries = [entry(2, 0, 1), entry(7, 9_999, 0b100_0000_1000)];
        entries.iter().for_each(|entry| index.add(*entry));
        let parts: Vec<(IndexPart, Vec<u8>)> = index.parts().collect();
        let [(part, bytes)] = parts.as_slice() else { panic!("{parts:?}") };
        assert_eq!((part.part, part.first_line, part.kinds), (0, 2, 0b100_0000_1001));
        let read: Vec<IndexEntry> = bytes.chunks(ENTRY_BYTES).filter_map(IndexEntry::read).collect();
        assert_eq!(read, entries);
    }

    #[test]
    fn a_line_with_several_devices_has_one_entry_and_each_device_counts() {
        let mut index = RowIndex::default();
        for bits in [1, 1, 1 << 3] {
            index.add(entry(4, 0, bits));
        }
        assert_eq!(index.entries, [entry(4, 0, 0b1001)]);
        assert_eq!(index.counts(), [(0, ValueKind::Imei, 2), (0, ValueKind::Serial, 1)]);
    }
}
