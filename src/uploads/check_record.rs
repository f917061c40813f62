//! The records of a check: while the file waits, and after it is uploaded.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json as json;

use super::row_routing::NamedCustomers;
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
    /// The sold-to code.
    pub(crate) stc: Option<String>,
    /// Its alias.
    pub(crate) stc_alias: Option<String>,
    /// Order number.
    pub(crate) order_number: Option<String>,
    /// Order date.
    pub(crate) order_date: Option<NaiveDate>,
    /// Number of rows that reach it.
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
    pub(crate) fn read(groups: &str) -> Result<CheckPlan, store::Error> {
        json::from_str(groups)
            .map_err(|error| store::Error::broken(format!("unreadable plan of a check: {error}")))
    }
}

/// Returns the uploads that a checked file would create.
pub(crate) fn planned_uploads(row: &CheckRow) -> Result<Vec<PlannedUpload>, store::Error> {
    Ok(CheckPlan::read(&row.row_routing)?.uploads)
}

/// The result of a check, to be compared with the outcome of the upload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CheckResult {
    /// Number of rows that would have been registered.
    pub(crate) good: i64,
    /// Numbers of rows that would have failed, by the word of the reason.
    pub(crate) failed: BTreeMap<String, i64>,
}

impl CheckResult {
    /// Reads a stored result. Returns `None` if the submission wasn't checked.
    pub(crate) fn read(kept: &str) -> Option<CheckResult> {
        json::from_str(kept).ok()
    }
}

/// Serializes a value for storing.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, store::Error> {
    json::to_string(value).map_err(|error| store::Error::broken(error.to_string()))
}
