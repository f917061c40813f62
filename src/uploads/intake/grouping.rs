//! Grouping of the rows of a bulk upload into uploads.

use std::collections::HashMap;
use std::fs::File;

use super::refusal::Refused;
use crate::domain::actor::Scope;
use crate::domain::customer::CustomerStatus;
use crate::domain::manifest::bulk::{self, MAX_UPLOADS, Order};
use crate::domain::manifest::{Layout, Rows};
use crate::domain::order::DateBounds;
use crate::store::resellers::sold_to_codes;
use crate::store::{self, customers};
use crate::uploads::row_routing::{CustomerIndex, NamedCustomers};
use crate::uploads::services::Services;
use crate::uploads::stored_file;

/// The rows of one upload.
pub(crate) struct Group {
    pub customer: i64,
    pub order: Order,
    pub code: Option<String>,
    pub rows: i64,
}

/// The result of the second read of a file.
pub(crate) struct Grouped {
    pub named: NamedCustomers,
    pub groups: Vec<Group>,
}

/// Groups all rows by customer, order and sold-to code, as they are now. Returns `None` if there would be too many
/// uploads.
pub(crate) fn group(
    services: &Services,
    scope: Scope,
    source: &File,
    layout: &Layout,
) -> Result<Option<Grouped>, Refused> {
    let (customers, codes) = services.db.read(|conn| {
        Ok::<_, store::Error>((customers::ids(conn, scope)?, sold_to_codes::list(conn, scope)?))
    })?;
    let mut customers = CustomerIndex::new(customers);
    let codes: HashMap<String, String> = codes.into_iter().map(|code| (code.alias, code.code)).collect();
    let bounds = DateBounds::of_acceptance(services.clock.now().and_utc());
    let mut places: HashMap<(i64, Order), usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut rows = Rows::new(stored_file::buffered(source)?, layout)?;
    while let Some(row) = rows.next_row()? {
        let Ok(place) = bulk::destination(layout, row, &bounds) else { continue };
        let Some((customer, CustomerStatus::Pending | CustomerStatus::Active)) =
            customers.name(&place.customer)
        else {
            continue;
        };
        let Ok(order) = place.order else { continue };
        let code = order.stc_alias.as_ref().map(|alias| codes.get(alias).cloned());
        if code == Some(None) {
            continue;
        }
        let at = *places.entry((customer, order.clone())).or_insert(groups.len());
        if at == groups.len() {
            if groups.len() == MAX_UPLOADS {
                return Ok(None);
            }
            groups.push(Group { customer, order, code: code.flatten(), rows: 0 });
        }
        groups[at].rows += 1;
    }
    groups.sort_by_key(|group| customers.rank(group.customer));
    let (named, inactive) = customers.into_named(|status| status == CustomerStatus::Inactive);
    Ok(Some(Grouped { named: NamedCustomers { customers: named, inactive, last_day: bounds.last }, groups }))
}
