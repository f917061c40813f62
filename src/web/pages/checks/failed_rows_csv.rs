//! The failed rows of a check in the layout of their file, to correct and check again.

use actix_web::{HttpResponse, web};

use crate::domain::ids::SubmissionId;
use crate::exports;
use crate::exports::failed_rows::FileColumns;
use crate::http::{Error, State};
use crate::store::failed_rows::RowOwner;
use crate::store::submissions::checks;
use crate::web::page::frame::Frame;
use crate::web::page::respond;

/// Serves the download.
pub(crate) async fn get(
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    let (scope, id, at) = (frame.scope()?, *number, frame.now());
    let row = state.read(move |conn| checks::find(conn, scope, id, at)).await?;
    let columns = if row.customer.is_some() { FileColumns::OneCustomer } else { FileColumns::BulkUpload };
    let pieces = exports::failed_rows::failed_rows_csv(
        state.services.db.clone(),
        scope,
        RowOwner::Submission(id),
        columns,
    );
    respond::csv(&format!("check-{id}-failed-rows.csv"), pieces).await
}
