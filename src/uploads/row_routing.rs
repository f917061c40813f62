//! Row routing, which finds the upload that a row in a bulk file belongs to, or, in a deletion, the customer. The
//! customers are looked up and stored when the file is accepted, so that adding a customer later has no effect.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::customer::CustomerStatus;
use crate::domain::ids::CustomerKey;
use crate::domain::manifest::bulk::{self, Order, OtherCells, RowDestination};
use crate::domain::manifest::devices::{self, RowDevices};
use crate::domain::manifest::{Layout, ListPurpose, Row};
use crate::domain::order::DateBounds;
use crate::domain::row_error::{Reason, RowError};
use crate::store;
use crate::store::submissions::Work;
use crate::store::uploads::Destination;

/// The position for rows without a destination.
pub(crate) const NO_DESTINATION: u16 = u16::MAX;

/// The customers that a file names, as stored with the submission.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NamedCustomers {
    /// ID and key of each customer whose rows are processed.
    pub(crate) customers: Vec<(String, CustomerKey)>,
    /// IDs of the customers whose rows fail because they are inactive.
    pub(crate) inactive: Vec<String>,
    /// The latest order date that is accepted.
    pub(crate) last_day: NaiveDate,
    /// The customer of a list for one customer. `None` if each row names its customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) one: Option<OneCustomer>,
}

/// The customer of a list whose rows name orders but no customers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct OneCustomer {
    /// Customer or MSP ID.
    pub(crate) id: String,
    /// The order of rows that name none.
    pub(crate) defaults: Order,
}

impl NamedCustomers {
    /// Returns the same customers with another order for rows that name none. Changes nothing if each row names its customer.
    pub(crate) fn with_defaults(self, defaults: Order) -> NamedCustomers {
        NamedCustomers { one: self.one.map(|one| OneCustomer { defaults, ..one }), ..self }
    }

    /// Parses the customers that were stored with a submission. Returns `Err` if they are damaged.
    pub(crate) fn parse(work: &Work) -> Result<NamedCustomers, store::Error> {
        serde_json::from_str(&work.row_routing).map_err(|error| {
            store::Error::inconsistent(format!("unreadable customers of submission {}: {error}", work.id))
        })
    }
}

/// All customers of a reseller, and the ones among them that a file names. Used while the file is being read.
pub(crate) struct CustomerIndex {
    all: HashMap<String, (CustomerKey, CustomerStatus)>,
    /// The customers that the file names, each with its rank in the order of their first rows.
    ranks: HashMap<CustomerKey, usize>,
}

impl CustomerIndex {
    /// Creates the index from a reseller's customers. None of them counts as named yet.
    pub(crate) fn new(all: Vec<(String, CustomerKey, CustomerStatus)>) -> CustomerIndex {
        let all = all.into_iter().map(|(id, key, status)| (id, (key, status))).collect();
        CustomerIndex { all, ranks: HashMap::new() }
    }

    /// Returns the customer with this ID, and marks it as named by the file.
    pub(crate) fn name(&mut self, id: &str) -> Option<(CustomerKey, CustomerStatus)> {
        let found = self.all.get(id).copied()?;
        let next = self.ranks.len();
        self.ranks.entry(found.0).or_insert(next);
        Some(found)
    }

    /// Returns the number of customers that were named before this one, or `None` if this one wasn't named.
    pub(crate) fn rank(&self, customer: CustomerKey) -> Option<usize> {
        self.ranks.get(&customer).copied()
    }

    /// Returns the number of named customers.
    pub(crate) fn count(&self) -> usize {
        self.ranks.len()
    }

    /// Splits the named customers into those that are accepted, in order, and the IDs of those that are rejected.
    pub(crate) fn into_named(
        self,
        is_rejected: impl Fn(CustomerStatus) -> bool,
    ) -> (Vec<(String, CustomerKey)>, Vec<String>) {
        let (mut named, mut rejected) = (Vec::new(), Vec::new());
        for (id, (key, status)) in self.all.into_iter().filter(|(_, (key, _))| self.ranks.contains_key(key)) {
            if is_rejected(status) { rejected.push(id) } else { named.push((id, key)) }
        }
        named.sort_by_key(|(_, key)| self.ranks.get(key).copied());
        rejected.sort_unstable();
        (named, rejected)
    }
}

/// Returns the error of a row with this customer ID, which isn't that of a customer.
pub(crate) fn unknown_customer(id: &str) -> RowError {
    if id.is_empty() { Reason::CustomerMissing.into() } else { Reason::CustomerUnknown.into() }
}

/// The destination of a row, and the devices that it names.
pub(crate) struct RoutedRow {
    /// Position of the destination in the submission, or [`NO_DESTINATION`].
    pub(crate) destination: u16,
    pub(crate) devices: RowDevices,
}

/// The rules that assign a submission's rows to their destinations. By default, all rows go to the first destination.
#[derive(Default)]
pub(crate) struct RowRouting {
    customers: HashMap<String, CustomerKey>,
    inactive: HashSet<String>,
    positions: HashMap<(CustomerKey, Order), u16>,
    bounds: Option<DateBounds>,
    one: Option<OneCustomer>,
    /// Whether rows with a rejected order belong to the first destination, which is the only one.
    is_single: bool,
}

impl RowRouting {
    /// Creates the routing for a bulk file, or for a list for one customer with orders. In a deletion, every customer is a
    /// destination.
    pub(crate) fn new(
        named: NamedCustomers,
        destinations: &[Destination],
        purpose: ListPurpose,
    ) -> RowRouting {
        let order_of = |destination: &Destination| match purpose {
            ListPurpose::BulkUpload | ListPurpose::OneCustomer => Order {
                number: destination.order_number.clone(),
                date: destination.order_date,
                stc_alias: destination.stc_alias.clone(),
            },
            ListPurpose::Deletion | ListPurpose::BulkDeletion => Order::default(),
        };
        let positions = destinations
            .iter()
            .zip(0..)
            .map(|(destination, position)| ((destination.customer, order_of(destination)), position))
            .collect();
        RowRouting {
            customers: named.customers.into_iter().collect(),
            inactive: named.inactive.into_iter().collect(),
            positions,
            bounds: Some(DateBounds::to(named.last_day)),
            one: named.one,
            is_single: purpose == ListPurpose::OneCustomer,
        }
    }

    /// Reads a row. If it breaks several rules, its error is about the first one.
    pub(crate) fn read(&self, layout: &Layout, row: &Row) -> RoutedRow {
        let Some(bounds) = &self.bounds else {
            return RoutedRow { destination: 0, devices: devices::read(layout, row) };
        };
        let target = match bulk::destination(layout, row, bounds) {
            Ok(target) => target,
            Err(malformed) => return self.without_destination(layout, row, &malformed),
        };
        let customer = match self.customer(&target) {
            Ok(customer) => customer,
            Err(error) => return self.without_destination(layout, row, &error),
        };
        let position = target.order.and_then(|order| self.position(customer, order));
        let devices = devices::read_well_formed(layout, row);
        match position {
            Ok(destination) => RoutedRow { destination, devices },
            Err(error) => {
                RoutedRow { destination: self.other_destination(), devices: devices.or_failed(&error) }
            }
        }
    }

    /// Returns the cells of a row other than its identifiers. Returns `None` if the file is for one customer.
    pub(crate) fn other_cells(&self, layout: &Layout, row: &Row) -> Option<OtherCells> {
        self.bounds.as_ref()?;
        let cells = bulk::other_cells(layout, row);
        Some(match &self.one {
            Some(one) => OtherCells { customer: one.id.clone(), ..cells },
            None => cells,
        })
    }

    /// Returns the destination of a row without reading its identifiers.
    pub(crate) fn destination(&self, layout: &Layout, row: &Row) -> u16 {
        let Some(bounds) = &self.bounds else { return 0 };
        let found = bulk::destination(layout, row, bounds).and_then(|target| {
            let customer = self.customer(&target)?;
            self.position(customer, target.order?)
        });
        found.unwrap_or_else(|_| self.other_destination())
    }

    /// Returns the destination of rows that name none.
    fn other_destination(&self) -> u16 {
        if self.is_single { 0 } else { NO_DESTINATION }
    }

    /// Fails all devices of a row that names no destination.
    fn without_destination(&self, layout: &Layout, row: &Row, error: &RowError) -> RoutedRow {
        let devices = RowDevices::failed(error, devices::count(layout, row));
        RoutedRow { destination: self.other_destination(), devices }
    }

    fn customer(&self, target: &RowDestination) -> Result<CustomerKey, RowError> {
        let id = self.one.as_ref().map_or(&target.customer, |one| &one.id);
        if self.inactive.contains(id) {
            return Err(Reason::CustomerInactive.into());
        }
        self.customers.get(id).copied().ok_or_else(|| unknown_customer(id))
    }

    /// Returns the position of a destination. Only an order with an unknown alias has none, because the destinations
    /// were created from all other orders.
    fn position(&self, customer: CustomerKey, order: Order) -> Result<u16, RowError> {
        let order = match &self.one {
            Some(one) => order.or(&one.defaults),
            None => order,
        };
        self.positions.get(&(customer, order)).copied().ok_or_else(|| Reason::StcNotFound.into())
    }
}
