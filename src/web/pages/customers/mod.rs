//! Customers: the list, and the pages of one customer.

mod deletions;
pub mod devices;
mod edit_reference;
mod header;
mod list;
mod list_csv;
pub mod list_query;
mod new;
pub mod uploads;

use actix_web::web;

use crate::domain::actor::Permission::{ManageCustomers, ViewCustomers};
use crate::web::guard::access::Access::Needs;
use crate::web::route::{RouteEntry, get, post};

/// Returns the routes of these pages and of those of one customer, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    let own = vec![
        get("/customers", Needs(ViewCustomers), || web::route().to(list::get)),
        post("/customers", Needs(ManageCustomers), || web::route().to(new::post)),
        get("/customers.csv", Needs(ViewCustomers), || web::route().to(list_csv::get)),
        get("/customers.xlsx", Needs(ViewCustomers), || web::route().to(list_csv::get)),
        get("/customers/new", Needs(ManageCustomers), || web::route().to(new::get)),
        get("/customers/{customer_id}/reference", Needs(ManageCustomers), || web::route().to(edit_reference::get)),
        post("/customers/{customer_id}/reference", Needs(ManageCustomers), || web::route().to(edit_reference::post)),
    ];
    [own, uploads::routes(), devices::routes(), deletions::routes()].concat()
}
