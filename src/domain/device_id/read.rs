use super::imei::imei;
use super::several::are_several;
use super::single::{plain, read_one};
use crate::domain::row_error::{Reason, RowError};

pub use super::single::Reading;

/// Reads the identifier in a cell. The first matching format determines the result.
///
/// Positions in details are counted from 1, after spaces, dashes and similar characters have been removed.
///
/// # Errors
///
/// Returns why the cell isn't an identifier.
pub fn read(cell: &str) -> Result<Reading, RowError> {
    // Nearly every cell is a plain IMEI, which doesn't need to be copied.
    if cell.len() == 15 && cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return imei(cell).map(plain);
    }
    read_one(cell).map_err(|error| {
        if error.reason != Reason::IdEmpty && are_several(cell) { Reason::IdSeveral.into() } else { error }
    })
}
