//! Assigns unreadable rows to uploads, so that each upload ends up with the number of rows that it was accepted with.

use crate::uploads::row_routing::NO_DESTINATION;

/// The number of rows that each destination still needs.
pub(crate) struct RowQuota(Vec<i64>);

impl RowQuota {
    /// Creates the quota from the number of rows left for each destination, in order.
    pub(crate) fn new(rows_left: Vec<i64>) -> RowQuota {
        RowQuota(rows_left)
    }

    /// Assigns a row to this destination and returns the destination. Returns [`NO_DESTINATION`] if it needs no more
    /// rows.
    pub(crate) fn take(&mut self, position: u16) -> u16 {
        match self.0.get_mut(usize::from(position)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                position
            }
            _ => NO_DESTINATION,
        }
    }

    /// Assigns a row to the first destination that still needs one.
    pub(crate) fn take_any(&mut self) -> u16 {
        let first = self.0.iter().position(|left| *left > 0).unwrap_or(usize::from(NO_DESTINATION));
        self.take(first as u16)
    }
}
