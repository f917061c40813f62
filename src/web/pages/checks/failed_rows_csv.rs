//! Downloads for the rows that failed a check: their errors, and the rows to correct and check again.

use actix_web::web;

use crate::domain::ids::SubmissionId;
use crate::exports::failed_rows::FileColumns;
use crate::http::{Error, State};
use crate::store::customers;
use crate::store::failed_rows::RowOwner;
use crate::store::submissions::checks;
use crate::web::page::frame::Frame;
use crate::web::parts::failed_rows_csv::FailedRowsDownload;

/// Finds the download for a check.
pub(crate) async fn find(
    state: &web::Data<State>,
    frame: &Frame,
    id: SubmissionId,
) -> Result<FailedRowsDownload, Error> {
    let (scope, at) = (frame.scope()?, frame.now());
    let (columns, customer_id) = state
        .read(move |conn| match checks::find(conn, scope, id, at)?.submission.customer {
            Some(customer) => {
                let customer = customers::find_by_key(conn, scope, customer)?;
                Ok((FileColumns::OneCustomer, Some(customer.customer_id)))
            }
            None => Ok((FileColumns::BulkUpload, None)),
        })
        .await?;
    let (of, name) = (RowOwner::Submission(id), format!("check-{id}"));
    Ok(FailedRowsDownload { scope, of, name, customer_id, columns })
}
