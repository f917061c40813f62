//! The cursor of a list of devices in an address: upload and device, `after=1000001.57`.

use crate::store::devices::list::DeviceCursor;
use crate::web::page::query::Params;

/// Reads the cursor of an address. Without one, the list starts at the newest device.
pub fn read(params: &Params) -> DeviceCursor {
    let place = |name| {
        let (upload, device) = params.get(name).split_once('.')?;
        Some((upload.parse().ok()?, device.parse().ok()?))
    };
    match (place("after"), place("before")) {
        (Some((upload, device)), _) => DeviceCursor::After(upload, device),
        (None, Some((upload, device))) => DeviceCursor::Before(upload, device),
        (None, None) => DeviceCursor::Newest,
    }
}

/// Returns the parameter for an address: name and value. The value is empty for the start of the list.
pub fn written(cursor: DeviceCursor) -> (&'static str, String) {
    match cursor {
        DeviceCursor::Newest => ("after", String::new()),
        DeviceCursor::After(upload, device) => ("after", format!("{upload}.{device}")),
        DeviceCursor::Before(upload, device) => ("before", format!("{upload}.{device}")),
    }
}

/// The pages around a page.
#[derive(Clone, Copy, Debug)]
pub struct Paged {
    /// Whether there is a page before it.
    pub has_newer: bool,
    /// Whether there is a page after it.
    pub has_older: bool,
}

impl Paged {
    /// Removes the extra row that was queried to find out whether there is another page.
    pub fn cut<T>(rows: &mut Vec<T>, cursor: DeviceCursor, per: i64) -> Paged {
        let per = per as usize;
        let is_before = matches!(cursor, DeviceCursor::Before(..));
        let has_more = rows.len() > per;
        if has_more {
            rows.remove(if is_before { 0 } else { per });
        }
        Paged {
            has_newer: if is_before { has_more } else { matches!(cursor, DeviceCursor::After(..)) },
            has_older: is_before || has_more,
        }
    }
}
