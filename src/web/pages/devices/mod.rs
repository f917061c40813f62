//! A reseller's devices, across all its customers.

pub(crate) mod cursor;
mod find;
mod remove_identifier;
pub(crate) mod row;
mod show;

use actix_web::web;

use crate::domain::actor::Permission::{UploadDevices, ViewDevices};
use crate::web::guard::access::Access::Needs;
use crate::web::route::{RouteEntry, get, post};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        get("/devices/{identifier}", Needs(ViewDevices), || web::route().to(show::get)),
        get("/devices/{identifier}/remove", Needs(UploadDevices), || web::route().to(remove_identifier::get)),
        post("/devices/{identifier}/remove", Needs(UploadDevices), || web::route().to(remove_identifier::post)),
        get("/find", Needs(ViewDevices), || web::route().to(find::get)),
    ]
}
