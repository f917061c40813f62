//! Positions in lists of devices, and the cursor at which a page begins.

use super::RegisteredRow;
use crate::domain::ids::{CustomerKey, DeviceKey, UploadId};
use crate::store::db::paging::Cursor;

/// A registration's position in lists: ordered by upload, then by device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DevicePosition {
    pub(crate) upload: UploadId,
    pub(crate) device: DeviceKey,
    pub(crate) customer: CustomerKey,
}

/// Where a page begins, by upload and key of the device.
pub type DeviceCursor = Cursor<(UploadId, DeviceKey)>;

impl Cursor<(UploadId, DeviceKey)> {
    /// Creates a cursor after this row, towards older devices.
    pub fn after(row: &RegisteredRow) -> DeviceCursor {
        Cursor::After((row.upload, row.device))
    }

    /// Creates a cursor before this row, towards newer devices.
    pub(crate) fn before(row: &RegisteredRow) -> DeviceCursor {
        Cursor::Before((row.upload, row.device))
    }

    /// Returns whether the page may contain devices of this upload.
    pub(crate) fn reaches(self, of: UploadId) -> bool {
        match self {
            Cursor::First => true,
            Cursor::After((upload, _)) => of <= upload,
            Cursor::Before((upload, _)) => of >= upload,
        }
    }

    /// Returns the device at which the page begins. Returns `None` if it isn't in this upload.
    pub(crate) fn within(self, of: UploadId) -> Option<DeviceKey> {
        match self {
            Cursor::After((upload, device)) | Cursor::Before((upload, device)) => {
                (upload == of).then_some(device)
            }
            Cursor::First => None,
        }
    }

    pub(crate) fn admits(self, place: &DevicePosition) -> bool {
        match self {
            Cursor::First => true,
            Cursor::After((upload, device)) => (place.upload, place.device) < (upload, device),
            Cursor::Before((upload, device)) => (place.upload, place.device) > (upload, device),
        }
    }
}
