//! To which upload a row of a bulk file belongs; of a deletion, to which customer. Decided when the file was accepted,
//! kept with it, and read back by the worker: a customer that is added meanwhile changes nothing.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::customer::CustomerStatus;
use crate::domain::manifest::bulk::{self, Order};
use crate::domain::manifest::{Layout, Purpose, Row, single};
use crate::domain::order::DateBounds;
use crate::domain::row_error::{Reason, RowError};
use crate::store::uploads::Batch;

/// The place of rows that reach no upload.
pub(crate) const NOWHERE: u16 = u16::MAX;

/// What was decided about the customers of a file, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Named {
    /// Customers that the file names: customer or MSP ID, and key of the row.
    pub customers: Vec<(String, i64)>,
    /// Customers that it names and that take no uploads.
    pub inactive: Vec<String>,
    /// The last day that an order date may be.
    pub last_day: NaiveDate,
}

/// The customers of a reseller while a file is read, and which of them it names.
pub(crate) struct Customers {
    all: HashMap<String, (i64, CustomerStatus)>,
    /// Customers that were named, by the order in which they were.
    ranks: HashMap<i64, usize>,
}

impl Customers {
    pub(crate) fn new(all: Vec<(String, i64, CustomerStatus)>) -> Customers {
        let all = all.into_iter().map(|(id, key, status)| (id, (key, status))).collect();
        Customers { all, ranks: HashMap::new() }
    }

    /// The customer with this ID, which is from now on one that the file names.
    pub(crate) fn named(&mut self, id: &str) -> Option<(i64, CustomerStatus)> {
        let found = self.all.get(id).copied()?;
        let next = self.ranks.len();
        self.ranks.entry(found.0).or_insert(next);
        Some(found)
    }

    /// How many customers were named before this one.
    pub(crate) fn rank(&self, customer: i64) -> Option<usize> {
        self.ranks.get(&customer).copied()
    }

    /// How many were named.
    pub(crate) fn count(&self) -> usize {
        self.ranks.len()
    }

    /// Those that were named, in order; and apart from them the IDs of those that are refused.
    pub(crate) fn into_named(
        self,
        is_refused: impl Fn(CustomerStatus) -> bool,
    ) -> (Vec<(String, i64)>, Vec<String>) {
        let (mut named, mut refused) = (Vec::new(), Vec::new());
        for (id, (key, status)) in self.all.into_iter().filter(|(_, (key, _))| self.ranks.contains_key(key)) {
            if is_refused(status) { refused.push(id) } else { named.push((id, key)) }
        }
        named.sort_by_key(|(_, key)| self.ranks.get(key).copied());
        refused.sort_unstable();
        (named, refused)
    }
}

/// What a row is: where it belongs, and which device it names.
pub(crate) struct ReadRow {
    /// Place of its upload in the submission, or [`NOWHERE`].
    pub upload: u16,
    pub device: Result<single::DeviceRow, RowError>,
}

impl ReadRow {
    fn nowhere(error: RowError) -> ReadRow {
        ReadRow { upload: NOWHERE, device: Err(error) }
    }
}

/// How the rows of a submission find their upload.
#[derive(Default)]
pub(crate) struct Groups {
    customers: HashMap<String, i64>,
    inactive: HashSet<String>,
    uploads: HashMap<(i64, Order), u16>,
    bounds: Option<DateBounds>,
}

impl Groups {
    /// As they were decided. Of a deletion every customer is a group.
    pub(crate) fn new(named: Named, batches: &[Batch], purpose: Purpose) -> Groups {
        let order_of = |batch: &Batch| match purpose {
            Purpose::BulkUpload => Order {
                number: batch.order_number.clone(),
                date: batch.order_date,
                stc_alias: batch.stc_alias.clone(),
            },
            _ => Order::default(),
        };
        let uploads = batches
            .iter()
            .zip(0..)
            .map(|(batch, place)| ((batch.customer, order_of(batch)), place))
            .collect();
        Groups {
            customers: named.customers.into_iter().collect(),
            inactive: named.inactive.into_iter().collect(),
            uploads,
            bounds: Some(DateBounds::to(named.last_day)),
        }
    }

    /// Reads a row: what fails first is its reason.
    pub(crate) fn read(&self, layout: &Layout, row: &Row) -> ReadRow {
        let Some(bounds) = &self.bounds else {
            return ReadRow { upload: 0, device: single::read_row(layout, row) };
        };
        let place = match bulk::place(layout, row, bounds) {
            Ok(place) => place,
            Err(malformed) => return ReadRow::nowhere(malformed),
        };
        let customer = match self.customer(&place.customer) {
            Ok(customer) => customer,
            Err(error) => return ReadRow::nowhere(error),
        };
        let upload = place.order.and_then(|order| self.upload(customer, order));
        match (bulk::device(layout, row), upload) {
            (Err(error), upload) => ReadRow { upload: upload.unwrap_or(NOWHERE), device: Err(error) },
            (Ok(_), Err(error)) => ReadRow::nowhere(error),
            (Ok(device), Ok(upload)) => ReadRow { upload, device: Ok(device) },
        }
    }

    /// Where a row belongs, without looking at its identifiers.
    pub(crate) fn place(&self, layout: &Layout, row: &Row) -> u16 {
        let Some(bounds) = &self.bounds else { return 0 };
        let found = bulk::place(layout, row, bounds).and_then(|place| {
            let customer = self.customer(&place.customer)?;
            self.upload(customer, place.order?)
        });
        found.unwrap_or(NOWHERE)
    }

    fn customer(&self, id: &str) -> Result<i64, RowError> {
        if self.inactive.contains(id) {
            return Err(Reason::CustomerInactive.into());
        }
        self.customers.get(id).copied().ok_or_else(|| Reason::CustomerUnknown.into())
    }

    /// Only an alias that nobody knew has no upload: everything else of the order made one.
    fn upload(&self, customer: i64, order: Order) -> Result<u16, RowError> {
        self.uploads.get(&(customer, order)).copied().ok_or_else(|| Reason::StcNotFound.into())
    }
}
