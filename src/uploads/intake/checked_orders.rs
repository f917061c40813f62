//! The orders of a checked list, which are determined again when it is uploaded.

use super::commit::INACTIVE_CUSTOMER;
use super::form::Fields;
use super::grouping::{UploadGroups, group};
use super::list_orders::{ListOrders, NamedOrders};
use super::rejection::IntakeError;
use crate::domain::actor::Scope;
use crate::domain::customer::CustomerStatus;
use crate::domain::ids::{CustomerKey, SubmissionId};
use crate::domain::manifest::bulk::MAX_UPLOADS;
use crate::domain::manifest::{Layout, Rejection};
use crate::store::{self, customers, submissions};
use crate::uploads::check_record::{CheckPlan, to_json};
use crate::uploads::services::Services;
use crate::uploads::stored_file;

/// The message if a checked list has become several uploads, because its sold-to codes have changed.
const CODES_CHANGED: &str =
    "Your sold-to codes have changed since the check. Choose the file again to see its uploads.";

/// Returns the fields and the row routing of a checked list for one customer. Codes may have changed since the check.
pub(super) fn resolve_again(
    services: &Services,
    scope: Scope,
    check: SubmissionId,
    plan: &CheckPlan,
    customer: (CustomerKey, &str),
    fields: Fields,
) -> Result<(Fields, String), IntakeError> {
    let layout = layout(services, check)?;
    if layout.columns.orders().next().is_none() {
        return Ok((fields, String::new()));
    }
    let bytes = stored_file::fetch::<IntakeError>(services, check)?;
    let last_day = plan.named.as_ref().map(|named| named.last_day);
    let orders = match NamedOrders::read(services, scope, &bytes, &layout, last_day)? {
        Some(orders) => orders.into_uploads(customer, fields)?,
        None => ListOrders::One(fields, None),
    };
    match orders {
        ListOrders::One(fields, named) => {
            Ok((fields, named.map_or_else(|| Ok(String::new()), |named| to_json(&named))?))
        }
        // The check promised one upload.
        ListOrders::Several(_) => Err(IntakeError::field("", CODES_CHANGED)),
    }
}

/// Returns the uploads of a checked bulk file, or of a checked list for one customer with several orders. Customers and
/// codes may have changed since the check.
pub(super) fn group_again(
    services: &Services,
    scope: Scope,
    check: SubmissionId,
    plan: &CheckPlan,
) -> Result<UploadGroups, IntakeError> {
    let layout = layout(services, check)?;
    let bytes = stored_file::fetch::<IntakeError>(services, check)?;
    let too_many = || IntakeError::field("", Rejection::TooManyUploads { limit: MAX_UPLOADS }.sentence());
    let named = plan.named.as_ref();
    let Some((one, named)) = named.and_then(|named| Some((named.one.clone()?, named))) else {
        return group(services, scope, &bytes, &layout)?.ok_or_else(too_many);
    };
    let customer = services.db.read(|conn| customers::find(conn, scope, &one.id));
    let customer = customer.map_err(IntakeError::not_found)?;
    if customer.status == CustomerStatus::Inactive {
        return Err(IntakeError::field("", INACTIVE_CUSTOMER));
    }
    let orders = NamedOrders::read(services, scope, &bytes, &layout, Some(named.last_day))?;
    orders.ok_or_else(too_many)?.into_groups(customer.id, one)
}

fn layout(services: &Services, check: SubmissionId) -> Result<Layout, IntakeError> {
    let work = services.db.read(|conn| submissions::load_work(conn, check))?;
    let layout = serde_json::from_str(&work.layout);
    Ok(layout.map_err(|error| store::Error::inconsistent(error.to_string()))?)
}
