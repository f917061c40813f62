//! The cursor of a device list, as written in an address: an upload and a device, such as `after=1000001.57`.

use crate::store::devices::list::DeviceCursor;
use crate::web::page::query::Params;

/// Reads the cursor from an address. Without one, the list starts at the newest device.
pub(crate) fn read(params: &Params) -> DeviceCursor {
    let position = |name| {
        let (upload, device) = params.get(name).split_once('.')?;
        Some((upload.parse().ok()?, device.parse().ok()?))
    };
    match (position("after"), position("before")) {
        (Some((upload, device)), _) => DeviceCursor::After((upload, device)),
        (None, Some((upload, device))) => DeviceCursor::Before((upload, device)),
        (None, None) => DeviceCursor::First,
    }
}

/// Returns the name and value of the parameter for an address. The value is empty at the start of the list.
pub(crate) fn parameter(cursor: DeviceCursor) -> (&'static str, String) {
    match cursor {
        DeviceCursor::First => ("after", String::new()),
        DeviceCursor::After((upload, device)) => ("after", format!("{upload}.{device}")),
        DeviceCursor::Before((upload, device)) => ("before", format!("{upload}.{device}")),
    }
}
