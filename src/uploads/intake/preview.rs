//! Reads the first rows of a list to show what would happen if it were submitted. Devices aren't looked up.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;

use super::rejection::IntakeError;
use crate::domain::actor::Scope;
use crate::domain::customer::CustomerStatus;
use crate::domain::device_id::IdentifierKind;
use crate::domain::ids::CustomerKey;
use crate::domain::manifest::bulk::RowDestination;
use crate::domain::manifest::devices::{self, RowDevices};
use crate::domain::manifest::single::IdentifiedRow;
use crate::domain::manifest::{Layout, ListPurpose, Row, Rows, bulk};
use crate::domain::order::DateBounds;
use crate::domain::row_error::{Reason, RowError};
use crate::store::resellers::sold_to_codes;
use crate::store::{self, customers};
use crate::uploads::row_routing::unknown_customer;
use crate::uploads::services::Services;
use crate::uploads::stored_file;

/// Maximum number of rows that are read.
pub(crate) const MAX_ROWS: u64 = 10_000;

/// Maximum number of rows that are shown.
pub(crate) const MAX_SHOWN: usize = 20;

/// The expected results for the first rows of a list.
#[derive(Default)]
pub(crate) struct Preview {
    /// The first rows.
    pub(crate) shown: Vec<PreviewRow>,
    /// Number of devices that rows name.
    pub(crate) devices: i64,
    /// Numbers of first IMEIs, second IMEIs, MEIDs and serial numbers, in this order.
    pub(crate) identifiers: [i64; 4],
    /// Number of failed devices by short name of the reason, the most frequent first.
    pub(crate) failed: Vec<(&'static str, i64)>,
    /// Whether there are more rows than were read.
    pub(crate) is_partial: bool,
}

/// A row of the preview.
pub(crate) struct PreviewRow {
    /// Physical line.
    pub(crate) line: u32,
    pub(crate) cells: Vec<String>,
    /// The message if a device of the row would fail.
    pub(crate) error: Option<String>,
}

/// The customers and codes that rows may name.
pub(super) struct KnownCustomers {
    customers: HashMap<String, (CustomerKey, CustomerStatus)>,
    aliases: HashSet<String>,
    bounds: DateBounds,
}

/// Reads the first rows of a file with this layout.
pub(crate) fn preview(
    services: &Services,
    scope: Scope,
    file: &File,
    layout: &Layout,
) -> Result<Preview, IntakeError> {
    let known = KnownCustomers::load(services, scope)?;
    let mut preview = Preview::default();
    let mut failed: BTreeMap<&'static str, i64> = BTreeMap::new();
    let mut seen: HashSet<String> = HashSet::new();
    let mut rows = Rows::new(stored_file::rewind_buffered(file)?, layout)?;
    let mut read = 0;
    while let Some(row) = rows.next_row()? {
        if read == MAX_ROWS {
            preview.is_partial = true;
            break;
        }
        read += 1;
        let mut error = None;
        for (_, device) in known.devices(layout, row).into_slots() {
            let device = device.and_then(|device| match &device.several {
                Some(error) => Err(error.clone()),
                None if device.identifiers().any(|id| seen.contains(id)) => Err(Reason::Repeated.into()),
                None => Ok(device),
            });
            match device {
                Ok(device) => {
                    seen.extend(device.identifiers().map(str::to_owned));
                    preview.add(&device);
                }
                Err(failure) => {
                    *failed.entry(failure.reason.short_name()).or_default() += 1;
                    error.get_or_insert(failure);
                }
            }
        }
        if preview.shown.len() < MAX_SHOWN {
            preview.shown.push(PreviewRow {
                line: row.line,
                cells: (0..layout.width).map(|index| row.cell(index).into_owned()).collect(),
                error: error.as_ref().map(message),
            });
        }
    }
    preview.failed = failed.into_iter().collect();
    preview.failed.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(preview)
}

/// Returns the message about a row. For a repeated device, the line of the other row isn't known.
fn message(error: &RowError) -> String {
    match error.reason {
        Reason::Repeated => "Same device as an earlier line.".to_owned(),
        _ => error.full_message(),
    }
}

impl Preview {
    /// Returns the number of devices that would fail.
    pub(crate) fn failures(&self) -> i64 {
        self.failed.iter().map(|(_, count)| count).sum()
    }

    fn add(&mut self, device: &IdentifiedRow) {
        self.devices += 1;
        let mut imeis = 0;
        for id in std::iter::once(&device.id).chain(&device.others) {
            let index = match id.kind() {
                IdentifierKind::Imei if imeis == 0 => 0,
                IdentifierKind::Imei => 1,
                IdentifierKind::Meid => 2,
                IdentifierKind::Serial => 3,
            };
            imeis += usize::from(index < 2);
            self.identifiers[index] += 1;
        }
    }
}

impl KnownCustomers {
    /// Loads the reseller's customers and codes.
    pub(super) fn load(services: &Services, scope: Scope) -> Result<KnownCustomers, store::Error> {
        let (all, codes) = services.db.read(|conn| {
            Ok::<_, store::Error>((customers::list_ids(conn, scope)?, sold_to_codes::list(conn, scope)?))
        })?;
        Ok(KnownCustomers {
            customers: all.into_iter().map(|(id, key, status)| (id, (key, status))).collect(),
            aliases: codes.into_iter().map(|code| code.alias).collect(),
            bounds: DateBounds::of_acceptance(services.clock.now().and_utc()),
        })
    }

    /// Returns the key of the customer that a row of a list for many customers names. Returns `None` if there is no
    /// such customer.
    pub(super) fn customer_of(&self, layout: &Layout, row: &Row) -> Option<CustomerKey> {
        let target = bulk::destination(layout, row, &self.bounds).ok()?;
        self.customers.get(&target.customer).map(|(key, _)| *key)
    }

    /// Returns the devices of a row, or the reason why they would fail.
    pub(super) fn devices(&self, layout: &Layout, row: &Row) -> RowDevices {
        let devices = devices::read(layout, row);
        let has_orders = layout.columns.orders().next().is_some();
        if !layout.purpose.names_customers() && !has_orders {
            return devices;
        }
        let target = bulk::destination(layout, row, &self.bounds);
        match target.and_then(|target| self.check_customer(layout, &target).map(|()| target)) {
            // Problems of the customer come before those of the identifiers, and those before problems of the order.
            Err(error) => RowDevices::failed(&error, devices::count(layout, row)),
            Ok(target) => match target.order.map(|order| order.stc_alias) {
                Err(error) => devices.or_failed(&error),
                Ok(Some(alias)) if !self.aliases.contains(&alias) => {
                    devices.or_failed(&Reason::StcNotFound.into())
                }
                Ok(_) => devices,
            },
        }
    }

    fn check_customer(&self, layout: &Layout, target: &RowDestination) -> Result<(), RowError> {
        match self.customers.get(&target.customer) {
            _ if !layout.purpose.names_customers() => Ok(()),
            None => Err(unknown_customer(&target.customer)),
            Some((_, CustomerStatus::Inactive)) if layout.purpose == ListPurpose::BulkUpload => {
                Err(Reason::CustomerInactive.into())
            }
            Some(_) => Ok(()),
        }
    }
}
