//! The failed rows in the layout of their file, byte by byte the reseller's own download.

use actix_web::{HttpResponse, web};

use super::line::name;
use super::recorded_view;
use crate::domain::ids::{SubmissionId, UploadId};
use crate::exports;
use crate::exports::failed_rows::FileColumns;
use crate::http::{Error, State};
use crate::store::failed_rows::RowOwner;
use crate::store::submissions::item::Item;
use crate::web::page::frame::Frame;
use crate::web::page::respond;

/// Serves the failed rows of an upload.
pub(crate) async fn of_upload(
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<UploadId>,
) -> Result<HttpResponse, Error> {
    let scope = recorded_view::open(&state, &frame, Item::Upload(*upload)).await?.scope;
    let (db, of) = (state.services.db.clone(), RowOwner::Upload(*upload));
    let pieces = exports::failed_rows::failed_rows_csv(db, scope, of, FileColumns::OneCustomer);
    respond::csv(&format!("upload-{upload}-failed-rows.csv"), pieces).await
}

/// Serves the failed rows of a bulk action or a deletion.
pub(crate) async fn of_submission(
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    let looked = recorded_view::open(&state, &frame, Item::Submission(*number)).await?;
    let (db, of) = (state.services.db.clone(), RowOwner::Submission(*number));
    let pieces =
        exports::failed_rows::failed_rows_csv(db, looked.scope, of, FileColumns::of(looked.row.kind));
    respond::csv(&format!("{}-failed-rows.csv", name(&looked.row)), pieces).await
}
