//! Reads the first rows of a list to show what would happen if it were submitted. Devices aren't looked up.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;

use super::rejection::IntakeError;
use crate::domain::actor::Scope;
use crate::domain::customer::CustomerStatus;
use crate::domain::device_id::IdentifierKind;
use crate::domain::ids::CustomerKey;
use crate::domain::manifest::single::IdentifiedRow;
use crate::domain::manifest::{Layout, ListPurpose, Row, Rows, bulk, single};
use crate::domain::order::DateBounds;
use crate::domain::row_error::{Reason, RowError};
use crate::store::resellers::sold_to_codes;
use crate::store::{self, customers};
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
    /// Number of rows that name a device.
    pub(crate) devices: i64,
    /// Numbers of first IMEIs, second IMEIs, MEIDs and serial numbers, in this order.
    pub(crate) identifiers: [i64; 4],
    /// Number of failed rows by short name of the reason, the most frequent first.
    pub(crate) failed: Vec<(&'static str, i64)>,
    /// Whether there are more rows than were read.
    pub(crate) is_partial: bool,
}

/// A row of the preview.
pub(crate) struct PreviewRow {
    /// Physical line.
    pub(crate) line: u32,
    pub(crate) cells: Vec<String>,
    /// The message if the row would fail.
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
        let device = known.device(layout, row).and_then(|device| {
            let is_repeated = device.identifiers().any(|id| seen.contains(id));
            if is_repeated { Err(Reason::Repeated.into()) } else { Ok(device) }
        });
        match &device {
            Ok(device) => {
                seen.extend(device.identifiers().map(str::to_owned));
                preview.add(device);
            }
            Err(error) => *failed.entry(error.reason.short_name()).or_default() += 1,
        }
        if preview.shown.len() < MAX_SHOWN {
            preview.shown.push(PreviewRow {
                line: row.line,
                cells: (0..layout.width).map(|index| row.cell(index).into_owned()).collect(),
                error: device.err().map(|error| message(&error)),
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
    /// Returns the number of rows that would fail.
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

    /// Returns the device of a row, or the reason why the row would fail.
    pub(super) fn device(&self, layout: &Layout, row: &Row) -> Result<IdentifiedRow, RowError> {
        let has_orders = layout.columns.orders().next().is_some();
        if !layout.purpose.names_customers() && !has_orders {
            return single::read_row(layout, row);
        }
        let target = bulk::destination(layout, row, &self.bounds)?;
        match self.customers.get(&target.customer) {
            _ if !layout.purpose.names_customers() => {}
            None => return Err(Reason::CustomerUnknown.into()),
            Some((_, CustomerStatus::Inactive)) if layout.purpose == ListPurpose::BulkUpload => {
                return Err(Reason::CustomerInactive.into());
            }
            Some(_) => {}
        }
        let device = bulk::device(layout, row)?;
        match target.order?.stc_alias {
            Some(alias) if !self.aliases.contains(&alias) => Err(Reason::StcNotFound.into()),
            _ => Ok(device),
        }
    }
}
