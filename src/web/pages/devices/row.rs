//! One line of a list of devices.

use crate::domain::device_id::MIN_SUFFIX_LENGTH;
use crate::store::devices::RegisteredRow;
use crate::store::devices::search::MOST_CANDIDATES;
use crate::web::page::format::{Moment, identifier, number};
use crate::web::page::frame::Frame;
use crate::web::urls;

/// What the line shows.
pub struct Row {
    /// The device's page.
    pub url: String,
    /// The identifier by which it is named and selected.
    pub name: String,
    /// IMEIs and MEID, each in its parts.
    pub identifiers: Vec<Vec<String>>,
    /// Serial number.
    pub serial: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// UPLOAD ID.
    pub upload: i64,
    /// The upload's page.
    pub upload_url: String,
    /// Order number.
    pub order_number: Option<String>,
    /// When it was uploaded.
    pub uploaded: Moment,
}

impl Row {
    /// The line for this person.
    pub fn new(row: RegisteredRow, frame: &Frame) -> Row {
        let name = row.identifier().to_owned();
        let ids = [&row.imei1, &row.imei2, &row.meid];
        Row {
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

/// What to say where too many identifiers end in the same characters.
pub fn too_many(ending: &str) -> String {
    format!("More than {} devices end in {ending}. Type more digits.", number(MOST_CANDIDATES))
}

/// How to search.
pub fn how_to_search() -> String {
    format!(
        "Type a whole IMEI, MEID, serial number or order number, or at least the last {MIN_SUFFIX_LENGTH} characters of an identifier."
    )
}
