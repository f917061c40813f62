//! How much the name of a column says.

use super::table::Table;

/// Rank of a name without unknown words.
pub(super) const FULL_RANK: u8 = 3;

/// Minimum rank at which a name for several kinds of identifiers decides without further evidence.
pub(super) const DECIDING_RANK: u8 = 2;

/// Returns the rank of a column's name, or 0 if it has none that is known.
pub(super) fn rank(table: &Table<'_>, index: usize) -> u8 {
    table.name(index).map_or(0, |name| name.rank)
}
