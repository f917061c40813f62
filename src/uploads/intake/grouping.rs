//! Groups the rows of a bulk upload into uploads.

use std::collections::HashMap;
use std::fs::File;

use super::rejection::IntakeError;
use crate::domain::actor::Scope;
use crate::domain::customer::CustomerStatus;
use crate::domain::ids::CustomerKey;
use crate::domain::manifest::bulk::{self, MAX_UPLOADS, Order};
use crate::domain::manifest::{Layout, Rows, devices};
use crate::domain::order::DateBounds;
use crate::store::resellers::sold_to_codes;
use crate::store::{self, customers};
use crate::uploads::row_routing::{CustomerIndex, NamedCustomers};
use crate::uploads::services::Services;
use crate::uploads::stored_file;

/// A group of rows that becomes one upload.
pub(crate) struct UploadGroup {
    pub(crate) customer: CustomerKey,
    pub(crate) order: Order,
    pub(crate) code: Option<String>,
    pub(crate) rows: i64,
}

/// The groups of a bulk upload, and the customers that it names. Both are collected by reading the file a second time.
pub(crate) struct UploadGroups {
    pub(crate) named: NamedCustomers,
    pub(crate) groups: Vec<UploadGroup>,
}

/// Groups all rows by customer, order and sold-to code, using the current customers and codes. Returns `None` if there
/// would be too many uploads.
pub(crate) fn group(
    services: &Services,
    scope: Scope,
    source: &File,
    layout: &Layout,
) -> Result<Option<UploadGroups>, IntakeError> {
    let (customers, codes) = services.db.read(|conn| {
        Ok::<_, store::Error>((customers::list_ids(conn, scope)?, sold_to_codes::list(conn, scope)?))
    })?;
    let mut customers = CustomerIndex::new(customers);
    let codes: HashMap<String, String> = codes.into_iter().map(|code| (code.alias, code.code)).collect();
    let bounds = DateBounds::of_acceptance(services.clock.now().and_utc());
    let mut indexes: HashMap<(CustomerKey, Order), usize> = HashMap::new();
    let mut groups: Vec<UploadGroup> = Vec::new();
    let mut rows = Rows::new(stored_file::rewind_buffered(source)?, layout)?;
    while let Some(row) = rows.next_row()? {
        let Ok(target) = bulk::destination(layout, row, &bounds) else { continue };
        let Some((customer, CustomerStatus::Pending | CustomerStatus::Active)) =
            customers.name(&target.customer)
        else {
            continue;
        };
        let Ok(order) = target.order else { continue };
        let code = order.stc_alias.as_ref().map(|alias| codes.get(alias).cloned());
        if code == Some(None) {
            continue;
        }
        let index = *indexes.entry((customer, order.clone())).or_insert(groups.len());
        if index == groups.len() {
            if groups.len() == MAX_UPLOADS {
                return Ok(None);
            }
            groups.push(UploadGroup { customer, order, code: code.flatten(), rows: 0 });
        }
        groups[index].rows += devices::count(layout, row) as i64;
    }
    groups.sort_by_key(|group| customers.rank(group.customer));
    let (named, inactive) = customers.into_named(|status| status == CustomerStatus::Inactive);
    Ok(Some(UploadGroups {
        named: NamedCustomers { customers: named, inactive, last_day: bounds.last, one: None },
        groups,
    }))
}
