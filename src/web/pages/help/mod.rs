//! The help pages, which anyone can open without signing in.

mod accessibility;
mod device_files;
mod examples;
mod index;
mod lists;
mod privacy;
mod samples;

use actix_web::web;

use crate::web::guard::access::Access::Public;
use crate::web::route::{RouteEntry, get};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        get("/help", Public, || web::route().to(index::get)),
        get("/help/device-files", Public, || web::route().to(device_files::get)),
        get("/help/samples/{name}", Public, || web::route().to(samples::get)),
        get("/help/accessibility", Public, || web::route().to(accessibility::get)),
        get("/help/privacy", Public, || web::route().to(privacy::get)),
    ]
}
