//! Downloads for the failed rows of an upload: their errors, and the rows to correct and upload again.

use actix_web::web;

use crate::domain::ids::UploadId;
use crate::exports::failed_rows::FileColumns;
use crate::http::{Error, State};
use crate::store::failed_rows::RowOwner;
use crate::store::{customers, uploads};
use crate::web::page::frame::Frame;
use crate::web::parts::failed_rows_csv::FailedRowsDownload;

/// Finds the download for an upload.
pub(crate) async fn find(
    state: &web::Data<State>,
    frame: &Frame,
    id: UploadId,
) -> Result<FailedRowsDownload, Error> {
    let scope = frame.scope()?;
    let customer = state
        .read(move |conn| {
            let upload = uploads::find(conn, scope, id)?;
            customers::find_by_key(conn, scope, upload.customer)
        })
        .await?;
    Ok(FailedRowsDownload {
        scope,
        of: RowOwner::Upload(id),
        name: format!("upload-{id}"),
        customer_id: Some(customer.customer_id),
        columns: FileColumns::OneCustomer,
    })
}
