//! The failed rows of a deletion or a bulk action in the layout of its file, to correct and upload again.

use actix_web::{HttpResponse, web};

use crate::domain::ids::SubmissionId;
use crate::exports;
use crate::exports::failed_rows::FileColumns;
use crate::http::{Error, State};
use crate::store::failed_rows::RowOwner;
use crate::store::submissions;
use crate::web::page::frame::Frame;
use crate::web::page::respond;

/// Serves the download.
pub(crate) async fn get(
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    let (scope, id) = (frame.scope()?, *number);
    let row = state.read(move |conn| submissions::list::find(conn, scope, id)).await?;
    let (db, columns) = (state.services.db.clone(), FileColumns::of(row.kind));
    let pieces = exports::failed_rows::failed_rows_csv(db, scope, RowOwner::Submission(id), columns);
    respond::csv(&format!("{}-failed-rows.csv", row.name()), pieces).await
}
