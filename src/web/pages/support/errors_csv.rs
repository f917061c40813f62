//! Every failed line as CSV: byte by byte what the reseller gets.

use actix_web::{HttpResponse, web};

use super::line::name;
use super::looking;
use crate::auth::review::Looked;
use crate::store::failed_rows::Of;
use crate::store::items::Item;
use crate::uploads::error_report;
use crate::web::frame::Frame;
use crate::web::{Error, State, respond};

/// Of an upload.
pub async fn of_upload(
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<i64>,
) -> Result<HttpResponse, Error> {
    let looked = looking::open(&state, &frame, Item::Upload(*upload)).await?;
    answer(&state, looked, Of::Upload(*upload), &format!("upload-{upload}-errors.csv")).await
}

/// Of a bulk action or a deletion.
pub async fn of_submission(
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<i64>,
) -> Result<HttpResponse, Error> {
    let looked = looking::open(&state, &frame, Item::Submission(*number)).await?;
    let file = format!("{}-errors.csv", name(&looked.row));
    answer(&state, looked, Of::Submission(*number), &file).await
}

async fn answer(state: &State, looked: Looked, of: Of, file: &str) -> Result<HttpResponse, Error> {
    let customer_id = looked.row.customer.map(|(id, _)| id).unwrap_or_default();
    let pieces = error_report::errors_csv(state.desk.db.clone(), looked.scope, of, customer_id);
    respond::csv(file, pieces).await
}
