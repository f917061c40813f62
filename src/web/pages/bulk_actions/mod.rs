//! Bulk actions: one file for many customers.

mod history;
mod new_deletion;
mod new_upload;
mod show;
mod template_csv;

use actix_web::web;

use crate::domain::actor::Permission::{DeleteDevices, UploadDevices, ViewCustomers};
use crate::web::guard::access::Access::Needs;
use crate::web::route::{RouteEntry, get, poll, post};

/// Returns the routes of these pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![
        get("/bulk-actions", Needs(UploadDevices), || web::route().to(new_upload::get)),
        post("/bulk-actions/uploads", Needs(UploadDevices), || web::route().to(new_upload::post)),
        get("/bulk-actions/uploads-template.csv", Needs(UploadDevices), || web::route().to(template_csv::uploads)),
        get("/bulk-actions/uploads-template.xlsx", Needs(UploadDevices), || web::route().to(template_csv::uploads)),
        get("/bulk-actions/delete", Needs(DeleteDevices), || web::route().to(new_deletion::get)),
        post("/bulk-actions/deletions", Needs(DeleteDevices), || web::route().to(new_deletion::post)),
        get("/bulk-actions/deletions-template.csv", Needs(DeleteDevices), || web::route().to(template_csv::deletions)),
        get("/bulk-actions/deletions-template.xlsx", Needs(DeleteDevices), || web::route().to(template_csv::deletions)),
        get("/bulk-actions/history", Needs(ViewCustomers), || web::route().to(history::get)),
        get("/bulk-actions/{number}", Needs(ViewCustomers), || web::route().to(show::get)),
        poll("/bulk-actions/{number}/progress", Needs(ViewCustomers), || web::route().to(show::get)),
    ]
}
