//! The Customers list as a file, filtered and sorted like the page.

use actix_web::{HttpRequest, HttpResponse, web};

use super::list_query::ListQuery;
use crate::exports::lists;
use crate::http::{Error, State};
use crate::web::page::frame::Frame;
use crate::web::page::respond;

/// Serves the download.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
) -> Result<HttpResponse, Error> {
    let query = ListQuery::of(&request);
    let download = lists::customers(state.services.db.clone(), frame.scope()?, query.filter(), query.sort());
    respond::download(&state, &frame, &frame.dated("customers"), download).await
}
