//! What happened to a device at one reseller: registered, deleted, by whom.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::DeviceRow;
use crate::domain::actor::Scope;
use crate::store::customers::CustomerRow;
use crate::store::db::connection::on_each;
use crate::store::db::stable_filters::among;
use crate::store::schema::{
    accounts, actors, customers, device_events as events, registrations, submissions,
};
use crate::store::uploads::{self, UploadRow};
use crate::store::{Conn, Error, customers as customer_rows, devices};

/// Events that are told, at most; the newest count.
pub const MOST_EVENTS: i64 = 100;

/// One thing that happened.
#[derive(Queryable, Clone, Debug)]
pub struct EventRow {
    /// Key of the submission: the number of a deletion.
    pub submission: i64,
    /// The word of its [`SubmissionKind`](crate::domain::submission::SubmissionKind).
    pub submission_kind: String,
    /// `registered` or `deleted`.
    pub kind: String,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// UPLOAD ID, where an upload did it.
    pub upload: Option<i64>,
    /// Customer or MSP ID.
    pub customer_id: String,
    /// Company name.
    pub company_name: String,
    /// E-mail address of whoever handed the file or the selection in.
    pub by: String,
}

/// A device that the reseller has, or had.
#[derive(Clone, Debug)]
pub struct DeviceHistory {
    /// The device.
    pub device: DeviceRow,
    /// For whom and out of which upload it is registered by this reseller now.
    pub now: Option<(CustomerRow, UploadRow)>,
    /// What happened to it at this reseller, newest first: [`MOST_EVENTS`] and one more.
    pub events: Vec<EventRow>,
}

/// Those of the devices with which a submission did something.
pub fn told(conn: &mut Conn, submission: i64, devices: &[i64]) -> Result<Vec<i64>, Error> {
    Ok(on_each!(conn, |c| events::table
        .filter(events::submission_id.eq(submission))
        .filter(among(events::device_key, devices))
        .select(events::device_key)
        .load(c))?)
}

/// The device with this canonical identifier. One that this reseller never had is not found.
pub fn find(conn: &mut Conn, scope: Scope, identifier: &str) -> Result<DeviceHistory, Error> {
    let device = devices::find(conn, identifier)?;
    let place: Option<(i64, i64)> = on_each!(conn, |c| registrations::table
        .find(device.id)
        .select((registrations::customer_key, registrations::upload_id))
        .first(c))
    .optional()?;
    let now = match place {
        Some((customer, upload)) => match customer_rows::get(conn, scope, customer) {
            Ok(customer) => Some((customer, uploads::find(conn, scope, upload)?)),
            // Somebody else's now, which is nobody's business here.
            Err(Error::NotFound) => None,
            Err(error) => return Err(error),
        },
        None => None,
    };
    let events: Vec<EventRow> = on_each!(conn, |c| events::table
        .inner_join(customers::table.on(customers::id.eq(events::customer_key)))
        .inner_join(accounts::table.on(accounts::id.eq(customers::account_key)))
        .inner_join(submissions::table.on(submissions::id.eq(events::submission_id)))
        .inner_join(actors::table.on(actors::id.eq(submissions::actor_key)))
        .filter(events::device_key.eq(device.id))
        .filter(customers::reseller_key.eq(scope.reseller()))
        .order((events::at.desc(), events::submission_id.desc()))
        .limit(MOST_EVENTS + 1)
        .select((
            events::submission_id,
            submissions::kind,
            events::kind,
            events::at,
            events::upload_id,
            accounts::customer_id,
            accounts::company_name,
            actors::name,
        ))
        .load(c))?;
    if now.is_none() && events.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(DeviceHistory { device, now, events })
}
