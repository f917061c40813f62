//! Downloads of any reseller's failed rows, byte for byte identical to the reseller's own downloads.

use actix_web::web;

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

/// Finds the download for an upload.
pub(crate) async fn find_upload(
    state: &web::Data<State>,
    frame: &Frame,
    upload: UploadId,
) -> Result<FailedRowsDownload, Error> {
    find(state, frame, Item::Upload(upload)).await
}

/// Finds the download for a bulk action or deletion.
pub(crate) async fn find_submission(
    state: &web::Data<State>,
    frame: &Frame,
    number: SubmissionId,
) -> Result<FailedRowsDownload, Error> {
    find(state, frame, Item::Submission(number)).await
}
