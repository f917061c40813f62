//! Reads the progress of an upload from the database.

use diesel::prelude::*;
use reseller_portal::domain::ids::UploadId;
use reseller_portal::store::schema::{registrations, uploads};
use reseller_portal::store::{Db, Error};

/// Returns how many of an upload's rows have been verified and how many have failed so far.
pub fn load_counts(db: &Db, id: i64) -> (i64, i64) {
    let upload = uploads::table.find(UploadId::new(id)).select((uploads::verified, uploads::failed));
    db.read(|conn| Ok::<_, Error>(upload.first(conn)?)).unwrap()
}

/// Returns the number of devices that are currently registered through an upload.
pub fn count_registered(db: &Db, id: i64) -> i64 {
    let devices = registrations::table.filter(registrations::upload_id.eq(UploadId::new(id))).count();
    db.read(|conn| Ok::<_, Error>(devices.get_result(conn)?)).unwrap()
}
