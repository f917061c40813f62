//! The lines that would fail in the layout of their file, to correct and check again.

use actix_web::{HttpResponse, web};

use crate::store::checks;
use crate::store::failed_rows::Of;
use crate::uploads::error_report::{self, Columns};
use crate::web::frame::Frame;
use crate::web::{Error, State, respond};

/// The download.
pub async fn get(
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<i64>,
) -> Result<HttpResponse, Error> {
    let (scope, id, at) = (frame.scope()?, *number, frame.now());
    let row = state.read(move |conn| checks::find(conn, scope, id, at)).await?;
    let columns = if row.customer.is_some() { Columns::OneCustomer } else { Columns::BulkUpload };
    let pieces = error_report::failed_rows_csv(state.desk.db.clone(), scope, Of::Submission(id), columns);
    respond::csv(&format!("check-{id}-failed-rows.csv"), pieces).await
}
