//! PostgreSQL's binary `COPY`. It fills a page with many rows at once, whereas `INSERT` writes each row separately.

use chrono::NaiveDateTime;
use diesel::ExecuteCopyFromDsl;
use diesel::prelude::*;

use super::rows::{NewIdentifier, RegistrationChunk};
use crate::domain::device::{DeviceEventKind, DeviceSource};
use crate::domain::device_id::{DeviceId, IdentifierKind};
use crate::domain::identifier_set::IdentifierSet;
use crate::domain::ids::{CustomerKey, DeviceKey, SubmissionId, UploadId};
use crate::store::schema::{device_events, device_identifiers, devices, registrations};

#[derive(Insertable)]
#[diesel(table_name = devices, treat_none_as_default_value = false)]
struct Device<'a> {
    id: DeviceKey,
    imei1: Option<&'a str>,
    imei2: Option<&'a str>,
    meid: Option<&'a str>,
    serial: Option<&'a str>,
    source: DeviceSource,
}

#[derive(Insertable)]
#[diesel(table_name = device_identifiers, treat_none_as_default_value = false)]
struct Identifier<'a> {
    value: &'a str,
    device_key: DeviceKey,
}

#[derive(Insertable)]
#[diesel(table_name = device_identifiers, treat_none_as_default_value = false)]
struct MarkedIdentifier<'a> {
    value: &'a str,
    device_key: DeviceKey,
    is_further: bool,
}

#[derive(Insertable)]
#[diesel(table_name = registrations, treat_none_as_default_value = false)]
struct Registration {
    device_key: DeviceKey,
    customer_key: CustomerKey,
    upload_id: UploadId,
}

#[derive(Insertable)]
#[diesel(table_name = device_events, treat_none_as_default_value = false)]
struct Event {
    device_key: DeviceKey,
    submission_id: SubmissionId,
    kind: DeviceEventKind,
    at: NaiveDateTime,
    customer_key: CustomerKey,
    upload_id: Option<UploadId>,
}

/// Creates devices for identifiers. Returns a unique violation if one of the identifiers already exists.
pub(crate) fn report(
    c: &mut PgConnection,
    kind: IdentifierKind,
    values: &[String],
    ids: &[DeviceKey],
) -> QueryResult<()> {
    let pairs = || values.iter().map(String::as_str).zip(ids.iter().copied());
    let identifiers: Vec<_> = pairs().map(|(value, device_key)| Identifier { value, device_key }).collect();
    diesel::copy_from(device_identifiers::table).from_insertable(identifiers).execute(c)?;
    let device = |(value, id)| {
        let value_if = |expected| (kind == expected).then_some(value);
        let (imei1, meid, serial) = (
            value_if(IdentifierKind::Imei),
            value_if(IdentifierKind::Meid),
            value_if(IdentifierKind::Serial),
        );
        Device { id, imei1, imei2: None, meid, serial, source: DeviceSource::Reported }
    };
    diesel::copy_from(devices::table).from_insertable(pairs().map(device).collect::<Vec<_>>()).execute(c)?;
    Ok(())
}

/// Stores identifiers and creates devices. Returns a unique violation if one of the identifiers already exists.
pub(crate) fn add(
    c: &mut PgConnection,
    identifiers: &[NewIdentifier],
    created: &[(DeviceKey, IdentifierSet)],
) -> QueryResult<()> {
    let rows: Vec<_> = identifiers
        .iter()
        .map(|new| MarkedIdentifier { value: &new.key, device_key: new.device, is_further: new.is_further })
        .collect();
    diesel::copy_from(device_identifiers::table).from_insertable(rows).execute(c)?;
    let rows: Vec<_> = created
        .iter()
        .map(|(id, set)| Device {
            id: *id,
            imei1: set.imei1.as_ref().map(DeviceId::as_str),
            imei2: set.imei2.as_ref().map(DeviceId::as_str),
            meid: set.meid.as_ref().map(DeviceId::as_str),
            serial: set.serial.as_ref().map(DeviceId::as_str),
            source: DeviceSource::Reported,
        })
        .collect();
    diesel::copy_from(devices::table).from_insertable(rows).execute(c)?;
    Ok(())
}

/// Registers devices and logs the events. Returns a unique violation if one of the devices already has a holder.
pub(crate) fn register(c: &mut PgConnection, chunk: RegistrationChunk<'_>) -> QueryResult<()> {
    let (customer_key, upload_id) = (chunk.customer, chunk.upload);
    let registration = |device: &DeviceKey| Registration { device_key: *device, customer_key, upload_id };
    let rows: Vec<_> = chunk.devices.iter().map(registration).collect();
    diesel::copy_from(registrations::table).from_insertable(rows).execute(c)?;
    let event = |device: &DeviceKey| Event {
        device_key: *device,
        submission_id: chunk.submission,
        kind: DeviceEventKind::Registered,
        at: chunk.at,
        customer_key,
        upload_id: Some(upload_id),
    };
    let rows: Vec<_> = chunk.devices.iter().map(event).collect();
    diesel::copy_from(device_events::table).from_insertable(rows).execute(c)?;
    Ok(())
}
