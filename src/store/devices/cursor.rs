//! Where a device stands in a list, and from which device on a page begins.

use super::RegisteredRow;

/// Where a device is registered. In the order of lists: by upload, then by device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DevicePosition {
    pub upload: i64,
    pub device: i64,
    pub customer: i64,
}

/// Where a page begins: upload and key of the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceCursor {
    /// With the newest.
    Newest,
    /// After (older than) this one.
    After(i64, i64),
    /// Before (newer than) this one, those nearest to it.
    Before(i64, i64),
}

impl DeviceCursor {
    /// Behind this row, towards the older.
    pub fn after(row: &RegisteredRow) -> DeviceCursor {
        DeviceCursor::After(row.upload, row.device)
    }

    /// Before this row, towards the newer.
    pub fn before(row: &RegisteredRow) -> DeviceCursor {
        DeviceCursor::Before(row.upload, row.device)
    }

    /// Whether the list goes up from its end, towards the newer.
    pub(crate) fn is_upwards(self) -> bool {
        matches!(self, DeviceCursor::Before(..))
    }

    /// Whether there may be devices of this upload from here on.
    pub(crate) fn reaches(self, of: i64) -> bool {
        match self {
            DeviceCursor::Newest => true,
            DeviceCursor::After(upload, _) => of <= upload,
            DeviceCursor::Before(upload, _) => of >= upload,
        }
    }

    /// The device from which on the page begins, if that is in this upload.
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
