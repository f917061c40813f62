//! The failed rows in the layout of their file: byte by byte what the reseller gets.

use actix_web::{HttpResponse, web};

use super::line::name;
use super::looking;
use crate::store::failed_rows::Of;
use crate::store::items::Item;
use crate::uploads::error_report::{self, Columns};
use crate::web::frame::Frame;
use crate::web::{Error, State, respond};

/// Of an upload.
pub async fn of_upload(
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<i64>,
) -> Result<HttpResponse, Error> {
    let scope = looking::open(&state, &frame, Item::Upload(*upload)).await?.scope;
    let (db, of) = (state.desk.db.clone(), Of::Upload(*upload));
    let pieces = error_report::failed_rows_csv(db, scope, of, Columns::OneCustomer);
    respond::csv(&format!("upload-{upload}-failed-rows.csv"), pieces).await
}

/// Of a bulk action or a deletion.
pub async fn of_submission(
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<i64>,
) -> Result<HttpResponse, Error> {
    let looked = looking::open(&state, &frame, Item::Submission(*number)).await?;
    let (db, of) = (state.desk.db.clone(), Of::Submission(*number));
    let pieces = error_report::failed_rows_csv(db, looked.scope, of, Columns::of(looked.row.kind));
    respond::csv(&format!("{}-failed-rows.csv", name(&looked.row)), pieces).await
}
