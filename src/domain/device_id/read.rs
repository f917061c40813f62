use super::id::DeviceId;
use super::several::are_several;
use super::single::{imei, plain, read_one};
use crate::domain::row_error::{Reason, RowError};

pub use super::single::Reading;

/// Reads the identifier in a cell. The first matching format determines the result.
///
/// Positions in details are counted from 1, after spaces, dashes and similar characters have been removed.
///
/// # Errors
///
/// Returns the reason why the cell isn't an identifier.
pub fn read(cell: &str) -> Result<Reading, RowError> {
    // Nearly every cell is a plain IMEI, which doesn't need to be copied.
    if let Ok(digits) = <&[u8; 15]>::try_from(cell.as_bytes())
        && digits.iter().all(u8::is_ascii_digit)
    {
        return imei(digits).map(plain);
    }
    read_one(cell).map_err(|error| {
        if error.reason != Reason::IdEmpty && are_several(cell) { Reason::IdSeveral.into() } else { error }
    })
}

impl DeviceId {
    /// Returns the identifier for a canonical text, as stored in tables. Returns `None` for any other text.
    pub(crate) fn from_canonical(text: &str) -> Option<DeviceId> {
        read(text)
            .ok()
            .filter(|reading| reading.repair.is_none() && reading.id.as_str() == text)
            .map(|r| r.id)
    }
}
