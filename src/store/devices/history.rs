//! A device's history with one reseller: who registered or deleted it, and when.

use std::collections::HashSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::DeviceRow;
use crate::domain::actor::Scope;
use crate::domain::device::{DeviceEventKind, DeviceSource};
use crate::domain::device_id::identifier_key;
use crate::domain::ids::{CustomerId, CustomerKey, DeviceKey, SubmissionId, UploadId};
use crate::domain::submission::SubmissionKind;
use crate::store::customers::CustomerRow;
use crate::store::db::connection::on_each;
use crate::store::db::stable_filters::{is_among, is_within};
use crate::store::registrations::identifiers::list_further;
use crate::store::schema::{
    accounts, actors, customers, device_events as events, registrations, removed_identifiers, submissions,
};
use crate::store::uploads::{self, UploadRow};
use crate::store::{Conn, Error, customers as customer_rows, devices};

/// Maximum number of events on a page. Only the newest are shown.
pub(crate) const MAX_EVENTS: i64 = 100;

/// A registration or deletion of a device.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct EventRow {
    /// Key of the submission. If it is a deletion, this is also its public number.
    pub(crate) submission: SubmissionId,
    pub(crate) submission_kind: SubmissionKind,
    /// Whether the device was registered or deleted.
    pub(crate) kind: DeviceEventKind,
    /// Time of the event, UTC.
    pub(crate) at: NaiveDateTime,
    /// Upload ID. `None` if the event isn't part of an upload.
    pub(crate) upload: Option<UploadId>,
    /// Customer or MSP ID.
    pub(crate) customer_id: CustomerId,
    pub(crate) company_name: String,
    /// E-mail address of the person who submitted the file or the selection.
    pub(crate) by: String,
}

/// An identifier that was removed from a device.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct RemovedIdentifier {
    pub(crate) value: String,
    /// Time of the removal, UTC.
    pub(crate) at: NaiveDateTime,
    /// The person's e-mail address, or the name of the actor.
    pub(crate) by: String,
}

/// A device that the reseller has or had.
#[derive(Clone, Debug)]
pub(crate) struct DeviceHistory {
    pub(crate) device: DeviceRow,
    /// The identifiers that can be removed from the device: those that were only reported, unless it is the last one.
    pub(crate) removable: Vec<String>,
    /// The customer and the upload of the current registration. `None` if the device isn't registered with this
    /// reseller.
    pub(crate) now: Option<(CustomerRow, UploadRow)>,
    /// The device's events with this reseller, newest first. If there are more than [`MAX_EVENTS`], the list has one
    /// extra event.
    pub(crate) events: Vec<EventRow>,
    /// The identifiers that were removed while this reseller held the device, newest first.
    pub(crate) removed: Vec<RemovedIdentifier>,
}

/// Returns which of the given devices the submission registered or deleted.
pub(crate) fn filter_by_event(
    conn: &mut Conn,
    submission: SubmissionId,
    devices: &[DeviceKey],
) -> Result<Vec<DeviceKey>, Error> {
    Ok(on_each!(conn, |c| events::table
        .filter(events::submission_id.eq(submission))
        .filter(is_among(events::device_key, devices))
        .select(events::device_key)
        .load(c))?)
}

/// Returns the device with this canonical identifier. Returns [`Error::NotFound`] if this reseller has never had it.
pub(crate) fn find(conn: &mut Conn, scope: Scope, identifier: &str) -> Result<DeviceHistory, Error> {
    let mut former = None;
    for device in devices::find_all(conn, scope, identifier)? {
        match find_of(conn, scope, device, identifier) {
            Ok(history) if history.now.is_some() => return Ok(history),
            Ok(history) => former = former.or(Some(history)),
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    former.ok_or(Error::NotFound)
}

/// Returns the history of a device, which was found by an identifier.
fn find_of(
    conn: &mut Conn,
    scope: Scope,
    mut device: DeviceRow,
    identifier: &str,
) -> Result<DeviceHistory, Error> {
    let registration: Option<(CustomerKey, UploadId)> = on_each!(conn, |c| registrations::table
        .find(device.id)
        .select((registrations::customer_key, registrations::upload_id))
        .first(c))
    .optional()?;
    let now = match registration {
        Some((customer, upload)) => match customer_rows::find_by_key(conn, scope, customer) {
            Ok(customer) => Some((customer, uploads::find(conn, scope, upload)?)),
            // This reseller must not learn that another reseller now holds the device.
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
        .filter(is_within(customers::reseller_key, scope))
        .order((events::at.desc(), events::submission_id.desc()))
        .limit(MAX_EVENTS + 1)
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
    let further = list_further(conn, &[device.id])?;
    let reported: HashSet<&str> = further.iter().map(|further| identifier_key::text(&further.key)).collect();
    if now.is_none() {
        // Another reseller may have reported these identifiers, and a former holder must not learn them.
        if reported.contains(identifier) {
            return Err(Error::NotFound);
        }
        device.set_identifiers(&device.without(&reported));
    }
    let is_reported =
        |id: &&String| device.source == DeviceSource::Reported || reported.contains(id.as_str());
    let removable = match device.identifiers().count() {
        0 | 1 => Vec::new(),
        _ => device.identifiers().filter(is_reported).cloned().collect(),
    };
    let removed = on_each!(conn, |c| removed_identifiers::table
        .inner_join(actors::table)
        .filter(removed_identifiers::device_key.eq(device.id))
        .filter(is_within(removed_identifiers::reseller_key.assume_not_null(), scope))
        .order((removed_identifiers::at.desc(), removed_identifiers::id.desc()))
        .limit(MAX_EVENTS)
        .select((removed_identifiers::value, removed_identifiers::at, actors::name))
        .load(c))?;
    Ok(DeviceHistory { removable, device, now, events, removed })
}
