//! Undecided lists: files that can be read in several ways. Each waits for the decision of the person who submitted it.

pub(crate) mod decide;
mod decided;

use actix_web::web;

use crate::domain::actor::Permission::UploadDevices;
use crate::web::guard::access::Access::Needs;
use crate::web::route::{RouteEntry, get, post};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        get("/reviews/{list}", Needs(UploadDevices), || web::route().to(decide::get)),
        post("/reviews/{list}", Needs(UploadDevices), || web::route().to(decide::post)),
    ]
}
