//! Downloads for the failed rows of a deletion or bulk action: their errors, and the rows to correct and upload again.

use actix_web::web;

use crate::domain::ids::SubmissionId;
use crate::exports::failed_rows::FileColumns;
use crate::http::{Error, State};
use crate::store::failed_rows::RowOwner;
use crate::store::{customers, submissions};
use crate::web::page::frame::Frame;
use crate::web::parts::failed_rows_csv::FailedRowsDownload;

/// Finds the download for a deletion or bulk action.
pub(crate) async fn find(
    state: &web::Data<State>,
    frame: &Frame,
    id: SubmissionId,
) -> Result<FailedRowsDownload, Error> {
    let scope = frame.scope()?;
    let (row, customer_id) = state
        .read(move |conn| {
            let row = submissions::list::find(conn, scope, id)?;
            let customer = row.customer.map(|key| customers::find_by_key(conn, scope, key)).transpose()?;
            Ok((row, customer.map(|customer| customer.customer_id)))
        })
        .await?;
    Ok(FailedRowsDownload {
        scope,
        of: RowOwner::Submission(id),
        name: row.name(),
        customer_id,
        columns: FileColumns::of(row.kind),
    })
}
