//! The table of routes, matched from top to bottom: method, path, access and handler. A new page gets its line here.

use actix_web::body::BoxBody;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::{HttpResponse, Route, guard, web};

use super::guard::access::{Access, check};
use super::page::assets;
use super::pages::{
    account, bulk_actions, checks, customers, deletions, devices, health, help, home, settings, sign_in,
    support, uploads,
};
use crate::domain::actor::Permission::{
    DeleteDevices, ManageCustomers, ManageSettings, ReviewUploads, UploadDevices, ViewCustomers, ViewDevices,
};
use crate::http::Error;
use Access::{Needs, Open, Public, SignedIn};

/// A route of the table.
#[derive(Clone)]
pub struct RouteEntry {
    /// GET (which answers HEAD too) or POST.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// Who may open it, checked before the body is read.
    pub access: Access,
    /// Whether pages poll it by themselves, so that it doesn't keep a session alive.
    pub(crate) quiet: bool,
    /// Creates the handler.
    pub(crate) handler: fn() -> Route,
}

fn get(path: &'static str, access: Access, handler: fn() -> Route) -> RouteEntry {
    RouteEntry { method: Method::GET, path, access, quiet: false, handler }
}

fn poll(path: &'static str, access: Access, handler: fn() -> Route) -> RouteEntry {
    RouteEntry { quiet: true, ..get(path, access, handler) }
}

fn post(path: &'static str, access: Access, handler: fn() -> Route) -> RouteEntry {
    RouteEntry { method: Method::POST, ..get(path, access, handler) }
}

/// Returns all routes, in the order in which they are tried.
#[rustfmt::skip]
pub fn table() -> Vec<RouteEntry> {
    vec![
        get("/healthz", Open, || web::route().to(health::process)),
        get("/readyz", Open, || web::route().to(health::ready)),
        get("/assets/{name:.*}", Open, assets::route),

        get("/", SignedIn, || web::route().to(home::get)),
        get("/sign-in", Public, || web::route().to(sign_in::get)),
        post("/sign-in", Public, || web::route().to(sign_in::post)),
        post("/sign-out", Public, || web::route().to(sign_in::sign_out)),
        get("/account", SignedIn, || web::route().to(account::get)),
        post("/account/password", SignedIn, || web::route().to(account::change_password)),
        post("/account/display", SignedIn, || web::route().to(account::change_display)),

        get("/customers", Needs(ViewCustomers), || web::route().to(customers::list::get)),
        post("/customers", Needs(ManageCustomers), || web::route().to(customers::new::post)),
        get("/customers.csv", Needs(ViewCustomers), || web::route().to(customers::list_csv::get)),
        get("/customers/new", Needs(ManageCustomers), || web::route().to(customers::new::get)),
        get("/customers/{customer_id}/reference", Needs(ManageCustomers), || web::route().to(customers::edit_reference::get)),
        post("/customers/{customer_id}/reference", Needs(ManageCustomers), || web::route().to(customers::edit_reference::post)),
        get("/customers/{customer_id}/uploads", Needs(ViewCustomers), || web::route().to(customers::uploads::list::get)),
        post("/customers/{customer_id}/uploads", Needs(UploadDevices), || web::route().to(customers::uploads::new::post)),
        get("/customers/{customer_id}/uploads/new", Needs(UploadDevices), || web::route().to(customers::uploads::new::get)),
        get("/customers/{customer_id}/uploads.csv", Needs(ViewCustomers), || web::route().to(customers::uploads::list_csv::get)),
        get("/customers/{customer_id}/devices", Needs(ViewDevices), || web::route().to(customers::devices::list::get)),
        get("/customers/{customer_id}/devices.csv", Needs(ViewDevices), || web::route().to(customers::devices::list_csv::get)),

        get("/customers/{customer_id}/deletions", Needs(ViewDevices), || web::route().to(customers::deletions::list::get)),
        post("/customers/{customer_id}/deletions", Needs(DeleteDevices), || web::route().to(customers::deletions::new::post)),
        get("/customers/{customer_id}/deletions/new", Needs(DeleteDevices), || web::route().to(customers::deletions::new::get)),

        get("/devices/{identifier}", Needs(ViewDevices), || web::route().to(devices::show::get)),
        get("/find", Needs(ViewDevices), || web::route().to(devices::find::get)),

        poll("/uploads/{upload}/row", Needs(ViewCustomers), || web::route().to(customers::uploads::row::get)),
        get("/uploads/{upload}/errors", Needs(ViewCustomers), || web::route().to(uploads::errors::get)),
        get("/uploads/{upload}/errors.csv", Needs(ViewCustomers), || web::route().to(uploads::failed_rows_csv::errors)),
        get("/uploads/{upload}/failed-rows.csv", Needs(ViewCustomers), || web::route().to(uploads::failed_rows_csv::rows)),

        get("/checks/{number}", Needs(UploadDevices), || web::route().to(checks::show::get)),
        poll("/checks/{number}/progress", Needs(UploadDevices), || web::route().to(checks::show::get)),
        post("/checks/{number}/upload", Needs(UploadDevices), || web::route().to(checks::upload::post)),
        get("/checks/{number}/errors.csv", Needs(UploadDevices), || web::route().to(checks::failed_rows_csv::errors)),
        get("/checks/{number}/failed-rows.csv", Needs(UploadDevices), || web::route().to(checks::failed_rows_csv::rows)),

        get("/deletions/{number}", Needs(ViewDevices), || web::route().to(deletions::show::get)),
        poll("/deletions/{number}/progress", Needs(ViewDevices), || web::route().to(deletions::show::get)),
        get("/deletions/{number}/errors.csv", Needs(ViewDevices), || web::route().to(deletions::failed_rows_csv::errors)),
        get("/deletions/{number}/failed-rows.csv", Needs(ViewDevices), || web::route().to(deletions::failed_rows_csv::rows)),

        get("/bulk-actions", Needs(UploadDevices), || web::route().to(bulk_actions::new_upload::get)),
        post("/bulk-actions/uploads", Needs(UploadDevices), || web::route().to(bulk_actions::new_upload::post)),
        get("/bulk-actions/uploads-template.csv", Needs(UploadDevices), || web::route().to(bulk_actions::template_csv::uploads)),
        get("/bulk-actions/delete", Needs(DeleteDevices), || web::route().to(bulk_actions::new_deletion::get)),
        post("/bulk-actions/deletions", Needs(DeleteDevices), || web::route().to(bulk_actions::new_deletion::post)),
        get("/bulk-actions/deletions-template.csv", Needs(DeleteDevices), || web::route().to(bulk_actions::template_csv::deletions)),
        get("/bulk-actions/history", Needs(ViewCustomers), || web::route().to(bulk_actions::history::get)),
        get("/bulk-actions/{number}", Needs(ViewCustomers), || web::route().to(bulk_actions::show::get)),
        poll("/bulk-actions/{number}/progress", Needs(ViewCustomers), || web::route().to(bulk_actions::show::get)),
        get("/bulk-actions/{number}/errors.csv", Needs(ViewCustomers), || web::route().to(deletions::failed_rows_csv::errors)),
        get("/bulk-actions/{number}/failed-rows.csv", Needs(ViewCustomers), || web::route().to(deletions::failed_rows_csv::rows)),

        get("/settings/sold-to-codes", Needs(ManageSettings), || web::route().to(settings::sold_to_codes::list::get)),
        post("/settings/sold-to-codes", Needs(ManageSettings), || web::route().to(settings::sold_to_codes::new::post)),
        get("/settings/sold-to-codes/new", Needs(ManageSettings), || web::route().to(settings::sold_to_codes::new::get)),
        get("/settings/sold-to-codes/{id}", Needs(ManageSettings), || web::route().to(settings::sold_to_codes::edit::get)),
        post("/settings/sold-to-codes/{id}", Needs(ManageSettings), || web::route().to(settings::sold_to_codes::edit::post)),
        get("/settings/sold-to-codes/{id}/delete", Needs(ManageSettings), || web::route().to(settings::sold_to_codes::delete::get)),
        post("/settings/sold-to-codes/{id}/delete", Needs(ManageSettings), || web::route().to(settings::sold_to_codes::delete::post)),

        get("/support", Needs(ReviewUploads), || web::route().to(support::queue::get)),
        get("/support/uploads/{upload}", Needs(ReviewUploads), || web::route().to(support::upload::get)),
        get("/support/uploads/{upload}/errors.csv", Needs(ReviewUploads), || web::route().to(support::failed_rows_csv::errors_of_upload)),
        get("/support/uploads/{upload}/failed-rows.csv", Needs(ReviewUploads), || web::route().to(support::failed_rows_csv::rows_of_upload)),
        post("/support/uploads/{upload}/review", Needs(ReviewUploads), || web::route().to(support::review::post)),
        post("/support/uploads/{upload}/note", Needs(ReviewUploads), || web::route().to(support::note::post)),
        get("/support/submissions/{number}", Needs(ReviewUploads), || web::route().to(support::submission::get)),
        get("/support/submissions/{number}/errors.csv", Needs(ReviewUploads), || web::route().to(support::failed_rows_csv::errors_of_submission)),
        get("/support/submissions/{number}/failed-rows.csv", Needs(ReviewUploads), || web::route().to(support::failed_rows_csv::rows_of_submission)),
        post("/support/submissions/{number}/requeue", Needs(ReviewUploads), || web::route().to(support::requeue::post)),

        get("/help", Public, || web::route().to(help::index::get)),
        get("/help/device-files", Public, || web::route().to(help::device_files::get)),
        get("/help/samples/{name}", Public, || web::route().to(help::samples::get)),
        get("/help/accessibility", Public, || web::route().to(help::accessibility::get)),
        get("/help/privacy", Public, || web::route().to(help::privacy::get)),
    ]
}

/// Mounts the routes that need no session.
pub(crate) fn mount_open(config: &mut web::ServiceConfig) {
    mount_where(config, |entry| entry.access == Open);
}

/// Mounts all other routes, and the page for unknown addresses.
pub(crate) fn mount(config: &mut web::ServiceConfig) {
    mount_where(config, |entry| entry.access != Open);
    config.default_service(guarded(
        web::route().to(async || Err::<HttpResponse, Error>(Error::NotFound)),
        Public,
        false,
    ));
}

fn mount_where(config: &mut web::ServiceConfig, wanted: impl Fn(&RouteEntry) -> bool) {
    let table = table();
    for (place, first) in table.iter().enumerate() {
        let of_path = || table.iter().filter(|entry| entry.path == first.path);
        if !wanted(first) || table[..place].iter().any(|entry| entry.path == first.path) {
            continue;
        }
        let mut resource = web::resource(first.path);
        let mut known = Vec::new();
        for entry in of_path() {
            let is_get = entry.method == Method::GET;
            let method = guard::Method(entry.method.clone());
            let route = match is_get {
                true => (entry.handler)().guard(guard::Any(method).or(guard::Head())),
                false => (entry.handler)().guard(method),
            };
            known.push(if is_get { "GET, HEAD" } else { entry.method.as_str() }.to_owned());
            resource = resource.route(guarded(route, entry.access, entry.quiet));
        }
        let (known, access) = (known.join(", "), if first.access == Open { Open } else { Public });
        let other = web::route().to(move || {
            let known = known.clone();
            async move { Err::<HttpResponse, Error>(Error::MethodNotAllowed(known)) }
        });
        config.service(resource.default_service(guarded(other, access, false)));
    }
}

fn guarded(route: Route, access: Access, quiet: bool) -> Route {
    route.wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| {
        check(access, quiet, request, next)
    }))
}
