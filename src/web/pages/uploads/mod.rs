//! The pages of a single upload.

mod errors;
mod failed_rows_csv;

use actix_web::web;

use crate::domain::actor::Permission::ViewCustomers;
use crate::web::guard::access::Access::Needs;
use crate::web::parts::failed_rows_csv::{errors_route, rows_route};
use crate::web::route::{RouteEntry, get};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        get("/uploads/{upload}/errors", Needs(ViewCustomers), || web::route().to(errors::get)),
        get("/uploads/{upload}/errors.csv", Needs(ViewCustomers), || errors_route(failed_rows_csv::find)),
        get("/uploads/{upload}/errors.xlsx", Needs(ViewCustomers), || errors_route(failed_rows_csv::find)),
        get("/uploads/{upload}/failed-rows.csv", Needs(ViewCustomers), || rows_route(failed_rows_csv::find)),
        get("/uploads/{upload}/failed-rows.xlsx", Needs(ViewCustomers), || rows_route(failed_rows_csv::find)),
    ]
}
