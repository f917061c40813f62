//! The failed rows of a deletion or a bulk action in the layout of its file, to correct and hand in again.

use actix_web::{HttpResponse, web};

use crate::store::failed_rows::Of;
use crate::store::submission_list;
use crate::uploads::error_report::{self, Columns};
use crate::web::frame::Frame;
use crate::web::{Error, State, respond};

/// The download.
pub async fn get(
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<i64>,
) -> Result<HttpResponse, Error> {
    let (scope, id) = (frame.scope()?, *number);
    let row = state.read(move |conn| submission_list::find(conn, scope, id)).await?;
    let (db, columns) = (state.desk.db.clone(), Columns::of(row.kind));
    let pieces = error_report::failed_rows_csv(db, scope, Of::Submission(id), columns);
    respond::csv(&format!("{}-failed-rows.csv", row.name()), pieces).await
}
