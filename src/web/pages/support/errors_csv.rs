//! The errors as CSV, byte by byte the reseller's own download.

use actix_web::{HttpResponse, web};

use super::line::name;
use super::recorded_view;
use crate::auth::review::ReviewedItem;
use crate::domain::ids::{SubmissionId, UploadId};
use crate::exports;
use crate::http::{Error, State};
use crate::store::failed_rows::RowOwner;
use crate::store::submissions::item::Item;
use crate::web::page::frame::Frame;
use crate::web::page::respond;

/// Serves the errors of an upload.
pub(crate) async fn of_upload(
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<UploadId>,
) -> Result<HttpResponse, Error> {
    let looked = recorded_view::open(&state, &frame, Item::Upload(*upload)).await?;
    answer(&state, looked, RowOwner::Upload(*upload), &format!("upload-{upload}-errors.csv")).await
}

/// Serves the errors of a bulk action or a deletion.
pub(crate) async fn of_submission(
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    let looked = recorded_view::open(&state, &frame, Item::Submission(*number)).await?;
    let file = format!("{}-errors.csv", name(&looked.row));
    answer(&state, looked, RowOwner::Submission(*number), &file).await
}

async fn answer(
    state: &State,
    looked: ReviewedItem,
    of: RowOwner,
    file: &str,
) -> Result<HttpResponse, Error> {
    let customer_id = looked.row.customer.map(|(id, _)| id).unwrap_or_default();
    let pieces = exports::failed_rows::errors_csv(state.services.db.clone(), looked.scope, of, customer_id);
    respond::csv(file, pieces).await
}
