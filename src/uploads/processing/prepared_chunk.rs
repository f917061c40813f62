//! The data that is read for a chunk before its transaction.

use std::collections::{HashMap, HashSet};

use super::file_row::FileRow;
use super::plan::PlanEntry;
use crate::domain::ids::DeviceKey;

/// The data that was read for a chunk before its transaction.
#[derive(Default)]
pub(crate) struct PreparedChunk {
    /// Rows that are planned to fail, and rows whose device depends on all their identifiers, by position.
    pub(crate) rows: HashMap<(u32, u8), FileRow>,
    /// Devices that were held when they were looked up, or `None` if they weren't looked up. This is only a hint.
    pub(crate) held: Option<HashSet<DeviceKey>>,
}

impl PreparedChunk {
    /// Returns the row that was read for an entry. Returns `None` if it wasn't needed.
    pub(crate) fn row(&self, entry: &PlanEntry) -> Option<&FileRow> {
        self.rows.get(&entry.position())
    }
}
