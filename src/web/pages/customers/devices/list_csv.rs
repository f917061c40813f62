//! A customer's devices as a file, from all uploads or only from the selected ones.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::domain::ids::UploadId;
use crate::exports::lists;
use crate::http::{Error, State};
use crate::store::customers;
use crate::web::page::frame::Frame;
use crate::web::page::query::Params;
use crate::web::page::respond;

/// Serves the download.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    customer_id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let scope = frame.scope()?;
    let uploads: Vec<UploadId> =
        Params::of(&request).all("upload").filter_map(|upload| upload.parse().ok()).collect();
    let customer = state.read(move |conn| customers::find(conn, scope, &customer_id)).await?;
    let name = frame.dated(&format!("devices-{}", customer.customer_id));
    let download = lists::devices(state.services.db.clone(), scope, customer.id, customer.status, uploads);
    respond::download(&state, &frame, &name, download).await
}
