//! A customer's devices as CSV: of all uploads, or of those that were selected.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::store::customers;
use crate::uploads::exports;
use crate::web::frame::Frame;
use crate::web::params::Params;
use crate::web::{Error, State, respond};

/// The download.
pub async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    customer_id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let scope = frame.scope()?;
    let uploads: Vec<i64> =
        Params::of(&request).all("upload").filter_map(|upload| upload.parse().ok()).collect();
    let customer = state.read(move |conn| customers::find(conn, scope, &customer_id)).await?;
    let name = frame.dated(&format!("devices-{}", customer.customer_id));
    let pieces = exports::devices_csv(state.desk.db.clone(), scope, customer.id, customer.status, uploads);
    respond::csv(&name, pieces).await
}
