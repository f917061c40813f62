//! Downloads for the failed rows of an upload: their errors, and the rows to correct and upload again.

use actix_web::{HttpResponse, web};

use crate::domain::ids::UploadId;
use crate::exports::failed_rows::FileColumns;
use crate::http::{Error, State};
use crate::store::failed_rows::RowOwner;
use crate::store::{customers, uploads};
use crate::web::page::frame::Frame;
use crate::web::parts::failed_rows_csv::FailedRowsDownload;

async fn find(state: &web::Data<State>, frame: &Frame, id: UploadId) -> Result<FailedRowsDownload, Error> {
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

/// Serves the errors as CSV.
pub(crate) async fn errors(
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<UploadId>,
) -> Result<HttpResponse, Error> {
    find(&state, &frame, *upload).await?.errors(&state, &frame).await
}

/// Serves the failed rows as CSV.
pub(crate) async fn rows(
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<UploadId>,
) -> Result<HttpResponse, Error> {
    find(&state, &frame, *upload).await?.rows(&state, &frame).await
}
