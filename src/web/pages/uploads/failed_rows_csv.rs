//! The failed rows of an upload in the layout of an upload file, to correct and upload again.

use actix_web::{HttpResponse, web};

use crate::domain::ids::UploadId;
use crate::exports;
use crate::exports::failed_rows::FileColumns;
use crate::http::{Error, State};
use crate::store::failed_rows::RowOwner;
use crate::store::uploads;
use crate::web::page::frame::Frame;
use crate::web::page::respond;

/// Serves the download.
pub(crate) async fn get(
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<UploadId>,
) -> Result<HttpResponse, Error> {
    let (scope, id) = (frame.scope()?, *upload);
    state.read(move |conn| uploads::find(conn, scope, id)).await?;
    let pieces = exports::failed_rows::failed_rows_csv(
        state.services.db.clone(),
        scope,
        RowOwner::Upload(id),
        FileColumns::OneCustomer,
    );
    respond::csv(&format!("upload-{id}-failed-rows.csv"), pieces).await
}
