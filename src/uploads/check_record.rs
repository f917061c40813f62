//! What of a check is kept while the file waits, and after it was uploaded.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json as json;

use super::row_routing::NamedCustomers;
use crate::store;
use crate::store::submissions::checks::CheckRow;
use crate::store::uploads::Destination;

/// The uploads that a file would make, as they are kept while it is checked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ToCheck {
    /// What was decided about its customers; none where there is one.
    pub named: Option<NamedCustomers>,
    pub uploads: Vec<Planned>,
}

/// An upload that would be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Planned {
    /// Key of the customer's row.
    pub customer: i64,
    /// The sold-to code.
    pub stc: Option<String>,
    /// Its alias.
    pub stc_alias: Option<String>,
    /// Order number.
    pub order_number: Option<String>,
    /// Order date.
    pub order_date: Option<NaiveDate>,
    /// Rows that reach it.
    pub rows: i64,
}

impl From<Planned> for Destination {
    fn from(planned: Planned) -> Destination {
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

impl ToCheck {
    pub(crate) fn read(groups: &str) -> Result<ToCheck, store::Error> {
        json::from_str(groups)
            .map_err(|error| store::Error::broken(format!("unreadable plan of a check: {error}")))
    }
}

/// The uploads that a checked file would make.
pub fn planned(row: &CheckRow) -> Result<Vec<Planned>, store::Error> {
    Ok(ToCheck::read(&row.row_routing)?.uploads)
}

/// What a check said, to be compared with what became of the upload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Rows that would have been registered.
    pub good: i64,
    /// Rows that would have failed, by the word of the reason.
    pub failed: BTreeMap<String, i64>,
}

impl Said {
    /// As it is kept; none where nothing was checked.
    pub fn read(kept: &str) -> Option<Said> {
        json::from_str(kept).ok()
    }
}

/// As it is kept.
pub(crate) fn written<T: Serialize>(value: &T) -> Result<String, store::Error> {
    json::to_string(value).map_err(|error| store::Error::broken(error.to_string()))
}
