//! The errors of a deletion or a bulk action, as CSV.

use actix_web::{HttpResponse, web};

use crate::domain::ids::SubmissionId;
use crate::exports;
use crate::http::{Error, State};
use crate::store::failed_rows::RowOwner;
use crate::store::{customers, submissions};
use crate::web::page::frame::Frame;
use crate::web::page::respond;

/// Serves the download.
pub(crate) async fn get(
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    let (scope, id) = (frame.scope()?, *number);
    let (row, customer_id) = state
        .read(move |conn| {
            let row = submissions::list::find(conn, scope, id)?;
            let customer_id = match row.customer {
                Some(customer) => customers::find_by_key(conn, scope, customer)?.customer_id,
                None => String::new(),
            };
            Ok((row, customer_id))
        })
        .await?;
    let pieces = exports::failed_rows::errors_csv(
        state.services.db.clone(),
        scope,
        RowOwner::Submission(id),
        customer_id,
    );
    respond::csv(&format!("{}-errors.csv", row.name()), pieces).await
}
