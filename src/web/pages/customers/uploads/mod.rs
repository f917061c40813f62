//! A customer's uploads.

mod list;
mod list_csv;
pub mod list_query;
pub(crate) mod new;
mod row;

use actix_web::web;

use crate::domain::actor::Permission::{UploadDevices, ViewCustomers};
use crate::web::guard::access::Access::Needs;
use crate::web::route::{RouteEntry, get, poll, post};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        get("/customers/{customer_id}/uploads", Needs(ViewCustomers), || web::route().to(list::get)),
        post("/customers/{customer_id}/uploads", Needs(UploadDevices), || web::route().to(new::post)),
        get("/customers/{customer_id}/uploads/new", Needs(UploadDevices), || web::route().to(new::get)),
        get("/customers/{customer_id}/uploads.csv", Needs(ViewCustomers), || web::route().to(list_csv::get)),
        get("/customers/{customer_id}/uploads.xlsx", Needs(ViewCustomers), || web::route().to(list_csv::get)),
        poll("/uploads/{upload}/row", Needs(ViewCustomers), || web::route().to(row::get)),
    ]
}
