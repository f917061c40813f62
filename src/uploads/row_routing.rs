//! Which upload a row of a bulk file belongs to, or which customer in a deletion. This is decided when the file is accepted
//! and kept with it, so that a customer added meanwhile changes nothing.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::customer::CustomerStatus;
use crate::domain::ids::CustomerKey;
use crate::domain::manifest::bulk::{self, Order, OtherCells};
use crate::domain::manifest::{Layout, ListPurpose, Row, single};
use crate::domain::order::DateBounds;
use crate::domain::row_error::{Reason, RowError};
use crate::store;
use crate::store::submissions::Work;
use crate::store::uploads::Destination;

/// The position of rows that reach no destination.
pub(crate) const NO_DESTINATION: u16 = u16::MAX;

/// The customers that a file names, as kept with the submission.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NamedCustomers {
    /// Customer ID and key of each customer that takes uploads.
    pub(crate) customers: Vec<(String, CustomerKey)>,
    /// IDs of customers that take no uploads.
    pub(crate) inactive: Vec<String>,
    /// The last day that an order date may have.
    pub(crate) last_day: NaiveDate,
}

impl NamedCustomers {
    /// Parses what was kept. Returns `Err` if it is damaged.
    pub(crate) fn parse(work: &Work) -> Result<NamedCustomers, store::Error> {
        serde_json::from_str(&work.row_routing)
            .map_err(|error| store::Error::broken(format!("customers of submission {}: {error}", work.id)))
    }
}

/// The customers of a reseller while a file is read, and which of them it names.
pub(crate) struct CustomerIndex {
    all: HashMap<String, (CustomerKey, CustomerStatus)>,
    /// Customers that the file names, in the order of their first rows.
    ranks: HashMap<CustomerKey, usize>,
}

impl CustomerIndex {
    pub(crate) fn new(all: Vec<(String, CustomerKey, CustomerStatus)>) -> CustomerIndex {
        let all = all.into_iter().map(|(id, key, status)| (id, (key, status))).collect();
        CustomerIndex { all, ranks: HashMap::new() }
    }

    /// Returns the customer with an ID, and marks it as named by the file.
    pub(crate) fn name(&mut self, id: &str) -> Option<(CustomerKey, CustomerStatus)> {
        let found = self.all.get(id).copied()?;
        let next = self.ranks.len();
        self.ranks.entry(found.0).or_insert(next);
        Some(found)
    }

    /// Returns the number of customers that were named before this one.
    pub(crate) fn rank(&self, customer: CustomerKey) -> Option<usize> {
        self.ranks.get(&customer).copied()
    }

    /// Returns the number of named customers.
    pub(crate) fn count(&self) -> usize {
        self.ranks.len()
    }

    /// Splits the named customers, in order, from the IDs of those that are refused.
    pub(crate) fn into_named(
        self,
        is_refused: impl Fn(CustomerStatus) -> bool,
    ) -> (Vec<(String, CustomerKey)>, Vec<String>) {
        let (mut named, mut refused) = (Vec::new(), Vec::new());
        for (id, (key, status)) in self.all.into_iter().filter(|(_, (key, _))| self.ranks.contains_key(key)) {
            if is_refused(status) { refused.push(id) } else { named.push((id, key)) }
        }
        named.sort_by_key(|(_, key)| self.ranks.get(key).copied());
        refused.sort_unstable();
        (named, refused)
    }
}

/// Where a row goes, and which device it names.
pub(crate) struct RoutedRow {
    /// Position of the destination in the submission, or [`NO_DESTINATION`].
    pub(crate) destination: u16,
    pub(crate) device: Result<single::IdentifiedRow, RowError>,
}

impl RoutedRow {
    fn lost(error: RowError) -> RoutedRow {
        RoutedRow { destination: NO_DESTINATION, device: Err(error) }
    }
}

/// How the rows of a submission find their destination. By default all rows go to the first one.
#[derive(Default)]
pub(crate) struct RowRouting {
    customers: HashMap<String, CustomerKey>,
    inactive: HashSet<String>,
    positions: HashMap<(CustomerKey, Order), u16>,
    bounds: Option<DateBounds>,
}

impl RowRouting {
    /// Creates the routing of a bulk file. In a deletion every customer is a destination.
    pub(crate) fn new(
        named: NamedCustomers,
        destinations: &[Destination],
        purpose: ListPurpose,
    ) -> RowRouting {
        let order_of = |destination: &Destination| match purpose {
            ListPurpose::BulkUpload => Order {
                number: destination.order_number.clone(),
                date: destination.order_date,
                stc_alias: destination.stc_alias.clone(),
            },
            _ => Order::default(),
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
        }
    }

    /// Reads a row. The first rule that it breaks is its error.
    pub(crate) fn read(&self, layout: &Layout, row: &Row) -> RoutedRow {
        let Some(bounds) = &self.bounds else {
            return RoutedRow { destination: 0, device: single::read_row(layout, row) };
        };
        let place = match bulk::destination(layout, row, bounds) {
            Ok(place) => place,
            Err(malformed) => return RoutedRow::lost(malformed),
        };
        let customer = match self.customer(&place.customer) {
            Ok(customer) => customer,
            Err(error) => return RoutedRow::lost(error),
        };
        let position = place.order.and_then(|order| self.position(customer, order));
        match (bulk::device(layout, row), position) {
            (Err(error), position) => {
                RoutedRow { destination: position.unwrap_or(NO_DESTINATION), device: Err(error) }
            }
            (Ok(_), Err(error)) => RoutedRow::lost(error),
            (Ok(device), Ok(destination)) => RoutedRow { destination, device: Ok(device) },
        }
    }

    /// Returns the cells of a row besides its identifiers. `None` in a file for one customer.
    pub(crate) fn beside(&self, layout: &Layout, row: &Row) -> Option<OtherCells> {
        self.bounds.as_ref().map(|_| bulk::other_cells(layout, row))
    }

    /// Returns where a row goes, without reading its identifiers.
    pub(crate) fn destination(&self, layout: &Layout, row: &Row) -> u16 {
        let Some(bounds) = &self.bounds else { return 0 };
        let found = bulk::destination(layout, row, bounds).and_then(|place| {
            let customer = self.customer(&place.customer)?;
            self.position(customer, place.order?)
        });
        found.unwrap_or(NO_DESTINATION)
    }

    fn customer(&self, id: &str) -> Result<CustomerKey, RowError> {
        if self.inactive.contains(id) {
            return Err(Reason::CustomerInactive.into());
        }
        self.customers.get(id).copied().ok_or_else(|| Reason::CustomerUnknown.into())
    }

    /// Only an order with an unknown alias has no destination: every other order made one.
    fn position(&self, customer: CustomerKey, order: Order) -> Result<u16, RowError> {
        self.positions.get(&(customer, order)).copied().ok_or_else(|| Reason::StcNotFound.into())
    }
}
