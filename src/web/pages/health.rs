//! What watches over the process asks here.

use actix_web::{HttpResponse, web};

use crate::http::State;
use crate::store::db::migrations;

/// The process is there.
pub async fn process() -> &'static str {
    "ok\n"
}

/// The database answers, its tables are those of this executable, and nobody has asked this instance to stop.
pub async fn ready(state: web::Data<State>) -> HttpResponse {
    if state.draining.has_begun() {
        return HttpResponse::ServiceUnavailable().body("draining\n");
    }
    let why = match state.read(migrations::are_pending).await {
        Ok(false) => return HttpResponse::Ok().body("ready\n"),
        Ok(true) => "migrations are missing".to_owned(),
        Err(error) => error.to_string(),
    };
    tracing::warn!(%why, "not ready");
    HttpResponse::ServiceUnavailable().body("not ready\n")
}
