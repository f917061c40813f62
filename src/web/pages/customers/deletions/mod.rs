//! A customer's deletions.

mod list;
mod new;

use actix_web::web;

use crate::domain::actor::Permission::{DeleteDevices, ViewDevices};
use crate::web::guard::access::Access::Needs;
use crate::web::route::{RouteEntry, get, post};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        get("/customers/{customer_id}/deletions", Needs(ViewDevices), || web::route().to(list::get)),
        post("/customers/{customer_id}/deletions", Needs(DeleteDevices), || web::route().to(new::post)),
        get("/customers/{customer_id}/deletions/new", Needs(DeleteDevices), || web::route().to(new::get)),
    ]
}
