//! The pages of a single upload.

mod errors;
mod failed_rows_csv;

use actix_web::web;

use crate::domain::actor::Permission::ViewCustomers;
use crate::web::guard::access::Access::Needs;
use crate::web::route::{RouteEntry, get};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        get("/uploads/{upload}/errors", Needs(ViewCustomers), || web::route().to(errors::get)),
        get("/uploads/{upload}/errors.csv", Needs(ViewCustomers), || web::route().to(failed_rows_csv::errors)),
        get("/uploads/{upload}/failed-rows.csv", Needs(ViewCustomers), || web::route().to(failed_rows_csv::rows)),
    ]
}
