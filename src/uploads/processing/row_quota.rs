//! Where rows go whose place in the submission cannot be read any more.

use crate::uploads::row_routing::NOWHERE;

/// Rows that each upload still waits for: its count was fixed when it was accepted, whatever became of the file.
pub(crate) struct Room(Vec<i64>);

impl Room {
    /// Of the uploads in their order, so many rows each.
    pub(crate) fn new(waiting: impl Iterator<Item = i64>) -> Room {
        Room(waiting.collect())
    }

    /// The upload that a row names, if it still waits for one.
    pub(crate) fn take(&mut self, upload: u16) -> u16 {
        match self.0.get_mut(usize::from(upload)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                upload
            }
            _ => NOWHERE,
        }
    }

    /// Any upload that still waits for rows.
    pub(crate) fn any(&mut self) -> u16 {
        let waiting = self.0.iter().position(|left| *left > 0).unwrap_or(usize::from(NOWHERE));
        self.take(waiting as u16)
    }
}
