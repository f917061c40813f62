//! Assigns unreadable rows to uploads so that each upload ends with its accepted number of rows.

use crate::uploads::row_routing::NO_DESTINATION;

/// The number of rows that each destination still waits for.
pub(crate) struct RowQuota(Vec<i64>);

impl RowQuota {
    /// Creates the quota from the rows left of each destination, in their order.
    pub(crate) fn new(rows_left: Vec<i64>) -> RowQuota {
        RowQuota(rows_left)
    }

    /// Takes a row from this destination. Returns [`NO_DESTINATION`] if it waits for no more rows.
    pub(crate) fn take(&mut self, position: u16) -> u16 {
        match self.0.get_mut(usize::from(position)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                position
            }
            _ => NO_DESTINATION,
        }
    }

    /// Takes a row from the first destination that still waits for one.
    pub(crate) fn take_any(&mut self) -> u16 {
        let waiting = self.0.iter().position(|left| *left > 0).unwrap_or(usize::from(NO_DESTINATION));
        self.take(waiting as u16)
    }
}
