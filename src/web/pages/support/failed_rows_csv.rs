//! Downloads of any reseller's failed rows, byte for byte identical to the reseller's own downloads.

use actix_web::{HttpResponse, web};

use super::line::name;
use super::recorded_view;
use crate::domain::ids::{SubmissionId, UploadId};
use crate::exports::failed_rows::FileColumns;
use crate::http::{Error, State};
use crate::store::failed_rows::RowOwner;
use crate::store::submissions::item::Item;
use crate::web::page::frame::Frame;
use crate::web::parts::failed_rows_csv::FailedRowsDownload;

async fn find(state: &web::Data<State>, frame: &Frame, item: Item) -> Result<FailedRowsDownload, Error> {
    let viewed = recorded_view::open(state, frame, item).await?;
    let (of, name, columns) = match item {
        Item::Upload(id) => (RowOwner::Upload(id), format!("upload-{id}"), FileColumns::OneCustomer),
        Item::Submission(id) => {
            (RowOwner::Submission(id), name(&viewed.row), FileColumns::of(viewed.row.kind))
        }
    };
    let customer_id = viewed.row.customer.map(|(id, _)| id);
    Ok(FailedRowsDownload { scope: viewed.scope, of, name, customer_id, columns })
}

/// Serves the errors of an upload as CSV.
pub(crate) async fn errors_of_upload(
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<UploadId>,
) -> Result<HttpResponse, Error> {
    find(&state, &frame, Item::Upload(*upload)).await?.errors(&state, &frame).await
}

/// Serves the failed rows of an upload as CSV.
pub(crate) async fn rows_of_upload(
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<UploadId>,
) -> Result<HttpResponse, Error> {
    find(&state, &frame, Item::Upload(*upload)).await?.rows(&state, &frame).await
}

/// Serves the errors of a bulk action or deletion as CSV.
pub(crate) async fn errors_of_submission(
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    find(&state, &frame, Item::Submission(*number)).await?.errors(&state, &frame).await
}

/// Serves the failed rows of a bulk action or deletion as CSV.
pub(crate) async fn rows_of_submission(
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    find(&state, &frame, Item::Submission(*number)).await?.rows(&state, &frame).await
}
