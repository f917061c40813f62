//! A customer's uploads as a file, filtered like the page.

use actix_web::{HttpRequest, HttpResponse, web};

use super::list_query::UploadsQuery;
use crate::exports::lists;
use crate::http::{Error, State};
use crate::store::customers;
use crate::web::page::frame::Frame;
use crate::web::page::respond;

/// Serves the download.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    customer_id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let (scope, filter) = (frame.scope()?, UploadsQuery::of(&request).filter(frame.time_zone()));
    let customer = state.read(move |conn| customers::find(conn, scope, &customer_id)).await?;
    let name = frame.dated(&format!("uploads-{}", customer.customer_id));
    let download = lists::uploads(state.services.db.clone(), frame.actor()?, scope, customer.id, filter);
    respond::download(&state, &frame, &name, download).await
}
