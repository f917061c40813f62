//! Health checks for service managers and load balancers.

use actix_web::{HttpResponse, web};

use crate::http::State;
use crate::store::db::migrations;

const TEXT: &str = "text/plain; charset=utf-8";

/// Returns `ok` while the process is running.
pub(crate) async fn process() -> &'static str {
    "ok\n"
}

/// Returns 200 if the database responds, its migrations are complete and the instance isn't draining.
pub(crate) async fn ready(state: web::Data<State>) -> HttpResponse {
    if state.draining.has_started() {
        return HttpResponse::ServiceUnavailable().content_type(TEXT).body("draining\n");
    }
    let why = match state.read(migrations::are_pending).await {
        Ok(false) => return HttpResponse::Ok().content_type(TEXT).body("ready\n"),
        Ok(true) => "migrations are pending".to_owned(),
        Err(error) => error.to_string(),
    };
    tracing::warn!(%why, "not ready");
    HttpResponse::ServiceUnavailable().content_type(TEXT).body("not ready\n")
}
