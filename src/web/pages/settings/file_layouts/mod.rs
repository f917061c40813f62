//! Remembered layouts: list, rename and delete.

pub(crate) mod delete;
mod edit;
mod kind;
mod list;

use actix_web::web;

use crate::domain::actor::Permission::ManageSettings;
use crate::web::guard::access::Access::Needs;
use crate::web::route::{RouteEntry, get, post};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        get("/settings/file-layouts", Needs(ManageSettings), || web::route().to(list::get)),
        get("/settings/file-layouts/{layout}", Needs(ManageSettings), || web::route().to(edit::get)),
        post("/settings/file-layouts/{layout}", Needs(ManageSettings), || web::route().to(edit::post)),
        get("/settings/file-layouts/{layout}/delete", Needs(ManageSettings), || web::route().to(delete::get)),
        post("/settings/file-layouts/{layout}/delete", Needs(ManageSettings), || web::route().to(delete::post)),
    ]
}
