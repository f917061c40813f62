//! Positions in lists of devices, and the cursor at which a page begins.

use super::RegisteredRow;

/// A registration's position in lists: ordered by upload, then by device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DevicePosition {
    pub upload: i64,
    pub device: i64,
    pub customer: i64,
}

/// The position at which a page begins: upload and key of the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceCursor {
    /// At the newest device.
    Newest,
    /// After (older than) this device.
    After(i64, i64),
    /// Before (newer than) this device, nearest first.
    Before(i64, i64),
}

impl DeviceCursor {
    /// Creates a cursor after this row, towards older devices.
    pub fn after(row: &RegisteredRow) -> DeviceCursor {
        DeviceCursor::After(row.upload, row.device)
    }

    /// Creates a cursor before this row, towards newer devices.
    pub fn before(row: &RegisteredRow) -> DeviceCursor {
        DeviceCursor::Before(row.upload, row.device)
    }

    /// Returns whether the list is read towards newer devices.
    pub(crate) fn is_upwards(self) -> bool {
        matches!(self, DeviceCursor::Before(..))
    }

    /// Returns whether the page may contain devices of this upload.
    pub(crate) fn reaches(self, of: i64) -> bool {
        match self {
            DeviceCursor::Newest => true,
            DeviceCursor::After(upload, _) => of <= upload,
            DeviceCursor::Before(upload, _) => of >= upload,
        }
    }

    /// Returns the device at which the page begins. Returns `None` if it isn't in this upload.
    pub(crate) fn within(self, of: i64) -> Option<i64> {
        match self {
            DeviceCursor::After(upload, device) | DeviceCursor::Before(upload, device) => {
                (upload == of).then_some(device)
            }
            DeviceCursor::Newest => None,
        }
    }

    pub(crate) fn admits(self, place: &DevicePosition) -> bool {
        match self {
            DeviceCursor::Newest => true,
            DeviceCursor::After(upload, device) => (place.upload, place.device) < (upload, device),
            DeviceCursor::Before(upload, device) => (place.upload, place.device) > (upload, device),
        }
    }
}
