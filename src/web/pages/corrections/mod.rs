//! Failed lines that are corrected in the browser.

mod edit;

use actix_web::web;

use crate::domain::actor::Permission::{DeleteDevices, UploadDevices};
use crate::web::guard::access::Access::Needs;
use crate::web::route::{RouteEntry, get, post};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        get("/uploads/{upload}/correct", Needs(UploadDevices), || web::route().to(edit::get_upload)),
        post("/uploads/{upload}/correct", Needs(UploadDevices), || web::route().to(edit::post_upload)),
        get("/bulk-actions/{number}/correct", Needs(UploadDevices), || web::route().to(edit::get_submission)),
        post("/bulk-actions/{number}/correct", Needs(UploadDevices), || web::route().to(edit::post_submission)),
        get("/deletions/{number}/correct", Needs(DeleteDevices), || web::route().to(edit::get_submission)),
        post("/deletions/{number}/correct", Needs(DeleteDevices), || web::route().to(edit::post_submission)),
    ]
}
