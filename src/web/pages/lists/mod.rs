//! Undecided lists: files that can be read in several ways. Each waits for the decision of the person who submitted it.

pub(crate) mod decide;
mod decided;
mod read_again;

use actix_web::web;

use crate::domain::actor::Permission::{DeleteDevices, UploadDevices};
use crate::web::guard::access::Access::NeedsEither;
use crate::web::route::{RouteEntry, get, post};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        post("/reviews/of/{number}", NeedsEither(UploadDevices, DeleteDevices), || web::route().to(read_again::post)),
        get("/reviews/{list}", NeedsEither(UploadDevices, DeleteDevices), || web::route().to(decide::get)),
        post("/reviews/{list}", NeedsEither(UploadDevices, DeleteDevices), || web::route().to(decide::post)),
    ]
}
