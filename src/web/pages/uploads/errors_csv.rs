//! The errors of an upload, as CSV.

use actix_web::{HttpResponse, web};

use crate::domain::ids::UploadId;
use crate::exports;
use crate::http::{Error, State};
use crate::store::failed_rows::RowOwner;
use crate::store::{customers, uploads};
use crate::web::page::frame::Frame;
use crate::web::page::respond;

/// Serves the download.
pub(crate) async fn get(
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<UploadId>,
) -> Result<HttpResponse, Error> {
    let (scope, id) = (frame.scope()?, *upload);
    let customer = state
        .read(move |conn| {
            let upload = uploads::find(conn, scope, id)?;
            customers::find_by_key(conn, scope, upload.customer)
        })
        .await?;
    let pieces = exports::failed_rows::errors_csv(
        state.services.db.clone(),
        scope,
        RowOwner::Upload(id),
        customer.customer_id,
    );
    respond::csv(&format!("upload-{id}-errors.csv"), pieces).await
}
