//! Positions and cursors in device lists.

use super::RegisteredRow;
use crate::domain::ids::{CustomerKey, DeviceKey, UploadId};
use crate::store::db::paging::Cursor;

/// A registration's position in device lists, which are ordered by upload and then by device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DevicePosition {
    pub(crate) upload: UploadId,
    pub(crate) device: DeviceKey,
    pub(crate) customer: CustomerKey,
}

/// A cursor in a device list, by upload ID and device key.
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

    /// Returns whether the page may contain devices from this upload.
    pub(crate) fn reaches(self, target: UploadId) -> bool {
        match self {
            Cursor::First => true,
            Cursor::After((upload, _)) => target <= upload,
            Cursor::Before((upload, _)) => target >= upload,
        }
    }

    /// Returns the cursor's device. Returns `None` if it isn't in this upload.
    pub(crate) fn within(self, target: UploadId) -> Option<DeviceKey> {
        match self {
            Cursor::After((upload, device)) | Cursor::Before((upload, device)) => {
                (upload == target).then_some(device)
            }
            Cursor::First => None,
        }
    }

    /// Returns whether a row at this position may be on the page.
    pub(crate) fn admits(self, position: &DevicePosition) -> bool {
        match self {
            Cursor::First => true,
            Cursor::After((upload, device)) => (position.upload, position.device) < (upload, device),
            Cursor::Before((upload, device)) => (position.upload, position.device) > (upload, device),
        }
    }
}
