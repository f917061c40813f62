//! The rows of device lists, and messages about searching.

use crate::domain::device_id::MIN_SUFFIX_LENGTH;
use crate::domain::ids::UploadId;
use crate::store::devices::RegisteredRow;
use crate::store::devices::search::MAX_SUFFIX_MATCHES;
use crate::web::page::format::{Moment, identifier, number};
use crate::web::page::frame::Frame;
use crate::web::urls;

/// A device as a row in a list.
pub(crate) struct DeviceTableRow {
    /// The address of the device's page.
    pub(crate) url: String,
    /// The identifier that names the device. The form sends it if the row is selected.
    pub(crate) name: String,
    /// The IMEIs and the MEID, each split into the groups that the page shows.
    pub(crate) identifiers: Vec<Vec<String>>,
    /// The serial number.
    pub(crate) serial: Option<String>,
    /// The model.
    pub(crate) model: Option<String>,
    /// The upload ID.
    pub(crate) upload: UploadId,
    /// The address of the upload's page.
    pub(crate) upload_url: String,
    /// The order number.
    pub(crate) order_number: Option<String>,
    /// When the device was uploaded.
    pub(crate) uploaded: Moment,
}

impl DeviceTableRow {
    /// Creates the row, with times in the person's time zone.
    pub(crate) fn new(row: RegisteredRow, frame: &Frame) -> DeviceTableRow {
        let name = row.identifier().to_owned();
        let ids = [&row.imei1, &row.imei2, &row.meid];
        DeviceTableRow {
            url: urls::device(&name),
            identifiers: ids.into_iter().flatten().map(|id| identifier(id)).collect(),
            name,
            upload_url: urls::upload_errors(row.upload),
            uploaded: frame.moment(row.uploaded),
            serial: row.serial,
            model: row.model,
            upload: row.upload,
            order_number: row.order_number,
        }
    }
}

/// Returns the message for a suffix that too many identifiers share.
pub(crate) fn too_many(suffix: &str) -> String {
    format!("More than {} identifiers end in {suffix}. Enter more characters.", number(MAX_SUFFIX_MATCHES))
}

/// Returns the sentence that explains how to search.
pub(crate) fn how_to_search() -> String {
    format!(
        "Enter a complete IMEI, MEID, serial number or order number, or at least the last {MIN_SUFFIX_LENGTH} characters of an identifier."
    )
}
