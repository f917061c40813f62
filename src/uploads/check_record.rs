//! The data stored with a check: the planned uploads while the file is waiting, and the result of the check once the
//! file has been uploaded.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json as json;

use super::row_routing::{NamedCustomers, OneCustomer};
use crate::domain::ids::CustomerKey;
use crate::store;
use crate::store::submissions::checks::CheckRow;
use crate::store::uploads::Destination;

/// The uploads that a file would create, as stored with its check.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CheckPlan {
    /// The customers that the file names. `None` for a file for one customer.
    pub(crate) named: Option<NamedCustomers>,
    pub(crate) uploads: Vec<PlannedUpload>,
}

/// An upload that a checked file would create.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PlannedUpload {
    /// Key of the customer's row.
    pub(crate) customer: CustomerKey,
    /// Sold-to code.
    pub(crate) stc: Option<String>,
    /// Alias of the sold-to code.
    pub(crate) stc_alias: Option<String>,
    /// Order number.
    pub(crate) order_number: Option<String>,
    /// Order date.
    pub(crate) order_date: Option<NaiveDate>,
    /// Number of rows.
    pub(crate) rows: i64,
}

impl From<PlannedUpload> for Destination {
    fn from(planned: PlannedUpload) -> Destination {
        Destination {
            upload: None,
            customer: planned.customer,
            stc: planned.stc,
            stc_alias: planned.stc_alias,
            order_number: planned.order_number,
            order_date: planned.order_date,
            total: planned.rows,
        }
    }
}

impl CheckPlan {
    /// Reads a stored plan. Returns `Err` if it is damaged.
    pub(crate) fn read(stored: &str) -> Result<CheckPlan, store::Error> {
        json::from_str(stored)
            .map_err(|error| store::Error::inconsistent(format!("unreadable check plan: {error}")))
    }
}

/// Returns the customer of a submission or check whose rows name orders but no customers. Returns `None` if the rows name
/// their customers.
pub(crate) fn one_customer(row_routing: &str) -> Option<OneCustomer> {
    let named = json::from_str(row_routing).ok();
    named.or_else(|| CheckPlan::read(row_routing).ok()?.named)?.one
}

/// Returns the uploads that a checked file would create.
pub(crate) fn planned_uploads(check: &CheckRow) -> Result<Vec<PlannedUpload>, store::Error> {
    Ok(CheckPlan::read(&check.row_routing)?.uploads)
}

/// The result of a check, which is compared with the outcome of the upload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CheckResult {
    /// Number of rows that would have been registered.
    pub(crate) good: i64,
    /// Number of rows that would have failed, by the stored word of the reason.
    pub(crate) failed: BTreeMap<String, i64>,
}

impl CheckResult {
    /// Reads a stored result. Returns `None` if the submission wasn't checked.
    pub(crate) fn read(stored: &str) -> Option<CheckResult> {
        json::from_str(stored).ok()
    }
}

/// Serializes a value as JSON for storage.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, store::Error> {
    json::to_string(value).map_err(|error| store::Error::inconsistent(error.to_string()))
}
