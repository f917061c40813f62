//! Checks: files that are checked before they are uploaded.

pub(crate) mod discard;
mod failed_rows_csv;
mod sentences;
mod show;
mod upload;

use actix_web::web;

use crate::domain::actor::Permission::UploadDevices;
use crate::web::guard::access::Access::Needs;
use crate::web::parts::failed_rows_csv::{errors_route, rows_route};
use crate::web::route::{RouteEntry, get, poll, post};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        get("/checks/{number}", Needs(UploadDevices), || web::route().to(show::get)),
        poll("/checks/{number}/progress", Needs(UploadDevices), || web::route().to(show::get)),
        post("/checks/{number}/upload", Needs(UploadDevices), || web::route().to(upload::post)),
        get("/checks/{number}/discard", Needs(UploadDevices), || web::route().to(discard::get)),
        post("/checks/{number}/discard", Needs(UploadDevices), || web::route().to(discard::post)),
        get("/checks/{number}/errors.csv", Needs(UploadDevices), || errors_route(failed_rows_csv::find)),
        get("/checks/{number}/errors.xlsx", Needs(UploadDevices), || errors_route(failed_rows_csv::find)),
        get("/checks/{number}/failed-rows.csv", Needs(UploadDevices), || rows_route(failed_rows_csv::find)),
        get("/checks/{number}/failed-rows.xlsx", Needs(UploadDevices), || rows_route(failed_rows_csv::find)),
    ]
}
