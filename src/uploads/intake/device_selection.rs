//! Writes selected devices to a file, so that a selection is deleted in the same way as the devices in a file.

use std::collections::HashSet;

use super::incoming_file::{IncomingFile, ReceiveError, ReceivedFile};
use super::rejection::IntakeError;
use crate::domain::actor::Scope;
use crate::domain::device_id::{self, DeviceId, identifier_key};
use crate::domain::ids::{CustomerKey, DeviceKey, UploadId};
use crate::domain::quantity::counted;
use crate::store::devices::list::{DeviceCursor, DeviceFilter};
use crate::store::devices::pages::RegistrationPages;
use crate::store::{devices, registrations, uploads};
use crate::uploads::services::Services;

/// Number of identifiers to look up at a time.
const LOOKUP_SIZE: usize = 5_000;

/// Number of devices to read from a list at a time.
const LIST_PAGE_SIZE: i64 = 1_000;

/// A file with one identifier per line, and the number of devices in it.
pub(crate) struct DeviceList {
    pub(crate) received: ReceivedFile,
    pub(crate) devices: i64,
}

struct ListWriter {
    incoming: IncomingFile,
    devices: i64,
}

impl ListWriter {
    fn new(services: &Services) -> Result<ListWriter, IntakeError> {
        Ok(ListWriter { incoming: IncomingFile::unlimited(&services.config)?, devices: 0 })
    }

    fn push(&mut self, identifier: &str) -> Result<(), IntakeError> {
        self.devices += 1;
        match self.incoming.push(format!("{identifier}\n").as_bytes()) {
            Ok(()) => Ok(()),
            Err(ReceiveError::Io(error)) => Err(error.into()),
            Err(too_large) => Err(IntakeError::field("file", too_large.to_string())),
        }
    }

    fn finish(self) -> Result<DeviceList, IntakeError> {
        Ok(DeviceList { received: self.incoming.finish()?, devices: self.devices })
    }
}

/// Returns the devices from these uploads that are still registered for a customer.
///
/// Returns `Err` for an upload in progress, because not all of its devices are known yet.
pub(crate) fn list_from_uploads(
    services: &Services,
    scope: Scope,
    customer: CustomerKey,
    ids: &[UploadId],
) -> Result<DeviceList, IntakeError> {
    for id in ids {
        let upload =
            services.db.read(|conn| uploads::find(conn, scope, *id)).map_err(IntakeError::not_found)?;
        if upload.customer != customer {
            return Err(IntakeError::NotFound);
        }
        if upload.finished_at.is_none() {
            let message =
                format!("Upload {id} is still in progress. Delete its devices once it has finished");
            return Err(IntakeError::field("", message));
        }
    }
    let mut list = ListWriter::new(services)?;
    let mut registered = RegistrationPages::of(scope, customer, ids.to_vec());
    while let Some(page) = registered.next(&services.db)? {
        for device in &page {
            list.push(device.identifier())?;
        }
    }
    list.finish()
}

/// Returns the devices that match a list's filter, newest first. They are read page by page.
pub(crate) fn list_matching(
    services: &Services,
    scope: Scope,
    customer: CustomerKey,
    filter: &DeviceFilter,
) -> Result<DeviceList, IntakeError> {
    let mut list = ListWriter::new(services)?;
    let mut cursor = DeviceCursor::First;
    loop {
        let page = services
            .db
            .read(|conn| devices::list::page(conn, scope, customer, filter, cursor, LIST_PAGE_SIZE))?;
        let Some(last) = page.last() else { return list.finish() };
        cursor = DeviceCursor::after(last);
        for device in &page {
            list.push(device.identifier())?;
        }
    }
}

/// Returns the devices with these identifiers that are registered for a customer, without duplicates.
pub(crate) fn list_from_identifiers(
    services: &Services,
    scope: Scope,
    customer: CustomerKey,
    identifiers: &[String],
) -> Result<DeviceList, IntakeError> {
    let ids: Vec<DeviceId> = identifiers.iter().filter_map(|text| device_id::from_link(text)).collect();
    let mut list = ListWriter::new(services)?;
    let mut seen = HashSet::new();
    for page in ids.chunks(LOOKUP_SIZE) {
        let values: Vec<String> = page.iter().map(|id| id.as_str().to_owned()).collect();
        let weak = page.iter().filter(|id| id.is_weak());
        let prefixes: Vec<String> =
            weak.map(|id| identifier_key::prefix(id.as_str(), scope.reseller())).collect();
        for device in services.db.read(|conn| {
            let mut ids: Vec<DeviceKey> =
                registrations::find_devices(conn, &values)?.into_iter().flatten().collect();
            let scoped = registrations::identifiers::find_scoped(conn, &prefixes)?;
            ids.extend(scoped.into_iter().map(|serial| serial.device));
            ids.sort_unstable();
            ids.dedup();
            let mut holders = registrations::find_holders(conn, &ids)?;
            holders.retain(|holder| holder.customer == customer);
            let ids: Vec<DeviceKey> = holders.into_iter().map(|holder| holder.device).collect();
            devices::by_ids(conn, &ids)
        })? {
            if seen.insert(device.id) {
                list.push(device.identifiers().next().map_or("", String::as_str))?;
            }
        }
    }
    list.finish()
}

/// Describes a selection of all devices from some uploads, such as "All 13 devices from uploads 1000083 and 1000086".
pub(super) fn describe_uploads(devices: i64, uploads: &[UploadId]) -> String {
    let names: Vec<String> = uploads.iter().map(UploadId::to_string).collect();
    let from = match names.as_slice() {
        [one] => format!("upload {one}"),
        [first @ .., last] => format!("uploads {} and {last}", first.join(", ")),
        [] => String::new(),
    };
    match devices {
        1 => format!("The only device from {from}"),
        _ => format!("All {} from {from}", counted(devices, "device", "devices")),
    }
}
