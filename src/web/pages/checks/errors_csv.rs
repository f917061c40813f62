//! The errors of a check, as CSV.

use actix_web::{HttpResponse, web};

use crate::domain::ids::SubmissionId;
use crate::exports;
use crate::http::{Error, State};
use crate::store::customers;
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
    let customer_id = state
        .read(move |conn| match checks::find(conn, scope, id, at)?.customer {
            Some(customer) => Ok(customers::find_by_key(conn, scope, customer)?.customer_id),
            None => Ok(String::new()),
        })
        .await?;
    let pieces = exports::failed_rows::errors_csv(
        state.services.db.clone(),
        scope,
        RowOwner::Submission(id),
        customer_id,
    );
    respond::csv(&format!("check-{id}-errors.csv"), pieces).await
}
