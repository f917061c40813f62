//! A reseller's devices, across all its customers.

pub(crate) mod cursor;
mod find;
pub(crate) mod row;
mod show;

use actix_web::web;

use crate::domain::actor::Permission::ViewDevices;
use crate::web::guard::access::Access::Needs;
use crate::web::route::{RouteEntry, get};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        get("/devices/{identifier}", Needs(ViewDevices), || web::route().to(show::get)),
        get("/find", Needs(ViewDevices), || web::route().to(find::get)),
    ]
}
