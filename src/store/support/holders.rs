//! Holders of devices that another reseller was unable to register. Only support staff may see them.

use diesel::prelude::*;

use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerId, ResellerId, SubmissionId, UploadId};
use crate::domain::row_error::Reason;
use crate::store::db::connection::on_each;
use crate::store::db::stable_filters::{is_among, is_within};
use crate::store::schema::{accounts, customers, failed_rows, resellers, uploads};
use crate::store::{Conn, Error};

/// The holder of the device in a failed row.
#[derive(Queryable, Clone, Debug, PartialEq, Eq)]
pub(crate) struct ForeignHolder {
    /// Physical line number in the file, starting at 1.
    pub(crate) line: i64,
    /// The device within the line, counted from 0.
    pub(crate) slot: i64,
    /// ID of the upload that registered the device.
    pub(crate) upload: UploadId,
    /// Reseller ID.
    pub(crate) reseller_id: ResellerId,
    /// Name of the reseller.
    pub(crate) reseller_name: String,
    /// Customer or MSP ID.
    pub(crate) customer_id: CustomerId,
    /// Company name.
    pub(crate) company_name: String,
}

/// Returns the holders of the devices on these lines. Includes only lines that failed because another reseller holds
/// the device, and only holders within the scope.
pub(crate) fn find_for_lines(
    conn: &mut Conn,
    scope: Scope,
    submission: SubmissionId,
    lines: &[i64],
) -> Result<Vec<ForeignHolder>, Error> {
    Ok(on_each!(conn, |c| failed_rows::table
        .inner_join(uploads::table.on(uploads::id.nullable().eq(failed_rows::collides_with)))
        .inner_join(customers::table.on(customers::id.eq(uploads::customer_key)))
        .inner_join(resellers::table.on(resellers::id.eq(customers::reseller_key)))
        .inner_join(accounts::table.on(accounts::id.eq(customers::account_key)))
        .filter(is_within(customers::reseller_key, scope))
        .filter(failed_rows::submission_id.eq(submission))
        .filter(is_among(failed_rows::line, lines))
        .filter(failed_rows::reason.eq(Reason::DuplicateOtherReseller))
        .select((
            failed_rows::line,
            failed_rows::slot,
            uploads::id,
            resellers::reseller_id,
            resellers::name,
            accounts::customer_id,
            accounts::company_name,
        ))
        .load(c))?)
}
