//! Deletions: the confirmation and the results.

pub(crate) mod confirm;
pub(crate) mod draft_form;
mod failed_rows_csv;
mod show;

use actix_web::web;

use crate::domain::actor::Permission::{ViewCustomers, ViewDevices};
use crate::web::guard::access::Access::Needs;
use crate::web::parts::failed_rows_csv::{errors_route, rows_route};
use crate::web::route::{RouteEntry, get, poll};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        get("/deletions/{number}", Needs(ViewDevices), || web::route().to(show::get)),
        poll("/deletions/{number}/progress", Needs(ViewDevices), || web::route().to(show::get)),
        get("/deletions/{number}/errors.csv", Needs(ViewDevices), || errors_route(failed_rows_csv::find)),
        get("/deletions/{number}/errors.xlsx", Needs(ViewDevices), || errors_route(failed_rows_csv::find)),
        get("/deletions/{number}/failed-rows.csv", Needs(ViewDevices), || rows_route(failed_rows_csv::find)),
        get("/deletions/{number}/failed-rows.xlsx", Needs(ViewDevices), || rows_route(failed_rows_csv::find)),
        get("/bulk-actions/{number}/errors.csv", Needs(ViewCustomers), || errors_route(failed_rows_csv::find)),
        get("/bulk-actions/{number}/errors.xlsx", Needs(ViewCustomers), || errors_route(failed_rows_csv::find)),
        get("/bulk-actions/{number}/failed-rows.csv", Needs(ViewCustomers), || rows_route(failed_rows_csv::find)),
        get("/bulk-actions/{number}/failed-rows.xlsx", Needs(ViewCustomers), || rows_route(failed_rows_csv::find)),
    ]
}
