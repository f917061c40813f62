//! A customer's devices.

mod list;
mod list_csv;
pub mod list_query;

use actix_web::web;

use crate::domain::actor::Permission::ViewDevices;
use crate::web::guard::access::Access::Needs;
use crate::web::route::{RouteEntry, get};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        get("/customers/{customer_id}/devices", Needs(ViewDevices), || web::route().to(list::get)),
        get("/customers/{customer_id}/devices.csv", Needs(ViewDevices), || web::route().to(list_csv::get)),
        get("/customers/{customer_id}/devices.xlsx", Needs(ViewDevices), || web::route().to(list_csv::get)),
    ]
}
