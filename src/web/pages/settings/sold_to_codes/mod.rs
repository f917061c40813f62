//! Sold-to codes: list, add, edit and delete.

mod delete;
mod edit;
mod list;
mod new;

use actix_web::web;

use crate::domain::actor::Permission::ManageSettings;
use crate::web::guard::access::Access::Needs;
use crate::web::route::{RouteEntry, get, post};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        get("/settings/sold-to-codes", Needs(ManageSettings), || web::route().to(list::get)),
        post("/settings/sold-to-codes", Needs(ManageSettings), || web::route().to(new::post)),
        get("/settings/sold-to-codes/new", Needs(ManageSettings), || web::route().to(new::get)),
        get("/settings/sold-to-codes/{id}", Needs(ManageSettings), || web::route().to(edit::get)),
        post("/settings/sold-to-codes/{id}", Needs(ManageSettings), || web::route().to(edit::post)),
        get("/settings/sold-to-codes/{id}/delete", Needs(ManageSettings), || web::route().to(delete::get)),
        post("/settings/sold-to-codes/{id}/delete", Needs(ManageSettings), || web::route().to(delete::post)),
    ]
}
