//! The orders that a list for one customer names in its columns.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;

use chrono::NaiveDate;

use super::form::{Fields, Form};
use super::grouping::{UploadGroup, UploadGroups};
use super::rejection::{self, FileDescription, IntakeError};
use crate::domain::actor::{Actor, Scope};
use crate::domain::ids::CustomerKey;
use crate::domain::manifest::bulk::{self, MAX_UPLOADS, Order};
use crate::domain::manifest::{Layout, OrderDoubt, Rejection, Rows};
use crate::domain::order::DateBounds;
use crate::store::resellers::sold_to_codes::{self, SoldToCodeRow};
use crate::uploads::row_routing::{NamedCustomers, OneCustomer};
use crate::uploads::services::Services;
use crate::uploads::stored_file;

/// Number of uploads that a list creates without a question.
const MAX_UNASKED_UPLOADS: u64 = 50;

/// Minimum number of devices for each upload, on average, that a list creates without a question.
const MIN_DEVICES: u64 = 2;

/// The message for a program whose list names several orders, unless it asked for several uploads.
pub(super) const SEVERAL_ORDERS: &str = "The list names several orders. Send split=orders to create one upload for \
    each order, or order_columns=ignore to upload all devices together.";

/// The orders of a list for one customer. Those in its columns win over those in the form.
pub(super) enum ListOrders {
    /// All devices belong to one order. Holds the fields of the upload, and the routing if some rows name other orders,
    /// which are rejected.
    One(Fields, Option<NamedCustomers>),
    /// Each order becomes an upload.
    Several(UploadGroups),
}

/// The orders that the rows of a list name, with the number of rows for each.
pub(super) struct NamedOrders {
    counts: Vec<(Order, i64)>,
    /// The reseller's sold-to codes by alias.
    codes: HashMap<String, SoldToCodeRow>,
    /// Whether a row names an order that is rejected.
    has_invalid: bool,
    /// Whether there are more than [`MAX_UPLOADS`] orders. The others weren't counted.
    is_too_many: bool,
    last_day: NaiveDate,
}

impl NamedOrders {
    /// Reads the orders of all rows. Returns `None` if the list has no columns for them. `last_day` is the latest order
    /// date that is accepted, if it was determined before.
    pub(super) fn read(
        services: &Services,
        scope: Scope,
        source: &File,
        layout: &Layout,
        last_day: Option<NaiveDate>,
    ) -> Result<Option<NamedOrders>, IntakeError> {
        if !layout.purpose.has_orders() || layout.columns.orders().next().is_none() {
            return Ok(None);
        }
        let codes = services.db.read(|conn| sold_to_codes::list(conn, scope))?;
        let codes = codes.into_iter().map(|code| (code.alias.clone(), code)).collect();
        let now = DateBounds::of_acceptance(services.clock.now().and_utc());
        let bounds = last_day.map_or(now, DateBounds::to);
        let mut orders = NamedOrders {
            counts: Vec::new(),
            codes,
            has_invalid: false,
            is_too_many: false,
            last_day: bounds.last,
        };
        let mut indexes: HashMap<Order, usize> = HashMap::new();
        let mut rows = Rows::new(stored_file::rewind_buffered(source)?, layout)?;
        while let Some(row) = rows.next_row()? {
            let order = bulk::destination(layout, row, &bounds).ok().and_then(|target| target.order.ok());
            let is_known =
                |order: &Order| order.stc_alias.as_ref().is_none_or(|alias| orders.codes.contains_key(alias));
            let Some(order) = order.filter(is_known) else {
                orders.has_invalid = true;
                continue;
            };
            let index = match indexes.get(&order) {
                Some(index) => *index,
                None if orders.counts.len() == MAX_UPLOADS => {
                    orders.is_too_many = true;
                    break;
                }
                None => {
                    indexes.insert(order.clone(), orders.counts.len());
                    orders.counts.push((order, 0));
                    orders.counts.len() - 1
                }
            };
            orders.counts[index].1 += 1;
        }
        Ok(Some(orders))
    }

    /// Returns the value that applies to rows without one: that of the form, or the only one in the list.
    fn defaults(&self, fields: &Fields) -> Order {
        let form = of_fields(fields);
        Order {
            number: form.number.or_else(|| only(self.orders().filter_map(|order| order.number.as_ref()))),
            date: form.date.or_else(|| only(self.orders().filter_map(|order| order.date.as_ref()))),
            stc_alias: form
                .stc_alias
                .or_else(|| only(self.orders().filter_map(|order| order.stc_alias.as_ref()))),
        }
    }

    fn orders(&self) -> impl Iterator<Item = &Order> {
        self.counts.iter().map(|(order, _)| order)
    }

    /// Returns the orders with these defaults, and the number of rows for each, in the order of the list.
    fn with(self, defaults: &Order) -> Vec<(Order, i64)> {
        let mut merged: Vec<(Order, i64)> = Vec::new();
        let mut indexes: HashMap<Order, usize> = HashMap::new();
        for (order, count) in self.counts {
            let order = order.or(defaults);
            let index = *indexes.entry(order.clone()).or_insert(merged.len());
            match merged.get_mut(index) {
                Some((_, sum)) => *sum += count,
                None => merged.push((order, count)),
            }
        }
        merged
    }

    /// Returns why it is unclear whether the columns are meant. Returns `None` if it is clear.
    pub(super) fn doubt(self, fields: &Fields) -> Option<OrderDoubt> {
        if let Some(doubt) = self.difference(fields) {
            return Some(doubt);
        }
        let defaults = self.defaults(fields);
        let groups = self.with(&defaults);
        let uploads = groups.len() as u64;
        let devices = groups.iter().map(|(_, count)| count.unsigned_abs()).sum::<u64>();
        let is_unusual = uploads > MAX_UNASKED_UPLOADS || devices < MIN_DEVICES.saturating_mul(uploads);
        (uploads > 1 && is_unusual).then_some(OrderDoubt::ManyUploads { uploads, devices })
    }

    /// Returns a value of the form that differs from one in the list.
    fn difference(&self, fields: &Fields) -> Option<OrderDoubt> {
        let form = of_fields(fields);
        let differs = |field: &str, entered: Option<String>, found: fn(&Order) -> Option<String>| {
            let entered = entered?;
            let found = self.orders().filter_map(found).find(|found| *found != entered)?;
            Some(OrderDoubt::FormDiffers { field: field.to_owned(), entered, found })
        };
        differs("order number", form.number, |order| order.number.clone())
            .or_else(|| {
                let date = form.date.map(|date| date.to_string());
                differs("order date", date, |order| order.date.map(|date| date.to_string()))
            })
            .or_else(|| differs("sold-to code", form.stc_alias, |order| order.stc_alias.clone()))
    }

    /// Returns the uploads that the list creates for this customer, with the form's values where a row has none.
    pub(super) fn into_uploads(
        self,
        (customer, customer_id): (CustomerKey, &str),
        fields: Fields,
    ) -> Result<ListOrders, IntakeError> {
        let defaults = self.defaults(&fields);
        let (has_invalid, codes) = (self.has_invalid, self.codes.clone());
        let one = OneCustomer { id: customer_id.to_owned(), defaults };
        let UploadGroups { named, mut groups } = self.into_groups(customer, one)?;
        if groups.len() > 1 {
            return Ok(ListOrders::Several(UploadGroups { named, groups }));
        }
        let fields = match groups.pop() {
            Some(group) => fields_of(group.order, &codes),
            None => fields,
        };
        Ok(ListOrders::One(fields, Some(named).filter(|_| has_invalid)))
    }

    /// Returns a group for each order, even if there is only one.
    pub(super) fn into_groups(
        self,
        customer: CustomerKey,
        one: OneCustomer,
    ) -> Result<UploadGroups, IntakeError> {
        if self.is_too_many {
            let sentence = Rejection::TooManyUploads { limit: MAX_UPLOADS }.sentence();
            return Err(IntakeError::field("file", sentence));
        }
        let (last_day, codes) = (self.last_day, self.codes.clone());
        let groups = self.with(&one.defaults).into_iter().map(|(order, rows)| {
            let code = order.stc_alias.as_ref().and_then(|alias| codes.get(alias));
            UploadGroup { customer, code: code.map(|code| code.code.clone()), order, rows }
        });
        let groups = groups.collect();
        let customers = vec![(one.id.clone(), customer)];
        let named = NamedCustomers { customers, inactive: Vec::new(), last_day, one: Some(one) };
        Ok(UploadGroups { named, groups })
    }
}

/// Returns the uploads that a list for this customer creates. The fields of the form apply to rows without an order.
pub(super) fn resolve(
    services: &Services,
    scope: Scope,
    customer: (CustomerKey, &str),
    (source, layout): (&File, &Layout),
    fields: Fields,
) -> Result<ListOrders, IntakeError> {
    match NamedOrders::read(services, scope, source, layout, None)? {
        Some(orders) => orders.into_uploads(customer, fields),
        None => Ok(ListOrders::One(fields, None)),
    }
}

/// Rejects a list with several orders if it comes from a program that didn't ask for several uploads.
pub(super) fn require_split(
    services: &Services,
    actor: &Actor,
    description: FileDescription<'_>,
    form: &Form,
) -> Result<(), IntakeError> {
    match needs_split(actor, form) {
        true => Err(rejection::record_and_reject(services, actor, description, SEVERAL_ORDERS)?),
        false => Ok(()),
    }
}

fn needs_split(actor: &Actor, form: &Form) -> bool {
    actor.person().is_none() && !form.is_split_by_order
}

/// Returns the only different value. Returns `None` if there are several, or none.
fn only<'a, T: Ord + Clone + 'a>(values: impl Iterator<Item = &'a T>) -> Option<T> {
    let different: BTreeSet<&T> = values.collect();
    different.first().filter(|_| different.len() == 1).map(|value| (*value).clone())
}

/// Returns the order in these fields.
pub(super) fn of_fields(fields: &Fields) -> Order {
    Order {
        number: fields.order_number.clone(),
        date: fields.order_date,
        stc_alias: fields.sold_to_code.as_ref().map(|code| code.alias.clone()),
    }
}

fn fields_of(order: Order, codes: &HashMap<String, SoldToCodeRow>) -> Fields {
    Fields {
        sold_to_code: order.stc_alias.and_then(|alias| codes.get(&alias).cloned()),
        order_number: order.number,
        order_date: order.date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::actor::ActorKind;
    use crate::domain::actor::tests::administrator;

    #[test]
    fn only_a_program_has_to_ask_for_several_uploads() {
        let program = Actor { kind: ActorKind::ApiClient, ..administrator() };
        let asking = Form { is_split_by_order: true, ..Form::default() };
        assert!(needs_split(&program, &Form::default()));
        assert!(!needs_split(&program, &asking));
        assert!(!needs_split(&administrator(), &Form::default()));
    }
}
