//! The failed rows of an upload in the layout of an upload file, to correct and upload again.

use actix_web::{HttpResponse, web};

use crate::store::failed_rows::Of;
use crate::store::uploads;
use crate::uploads::error_report::{self, Columns};
use crate::web::frame::Frame;
use crate::web::{Error, State, respond};

/// The download.
pub async fn get(
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<i64>,
) -> Result<HttpResponse, Error> {
    let (scope, id) = (frame.scope()?, *upload);
    state.read(move |conn| uploads::find(conn, scope, id)).await?;
    let pieces =
        error_report::failed_rows_csv(state.desk.db.clone(), scope, Of::Upload(id), Columns::OneCustomer);
    respond::csv(&format!("upload-{id}-failed-rows.csv"), pieces).await
}
