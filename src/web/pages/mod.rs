//! The pages. Each page has the same area and name in `pages/<area>/<page>.rs`, in `templates/<area>/<page>.html` and
//! in the tests.

mod account;
mod bulk_actions;
mod checks;
mod corrections;
pub mod customers;
mod deletions;
mod devices;
mod health;
mod help;
mod home;
pub(crate) mod lists;
mod settings;
mod sign_in;
pub mod support;
mod uploads;

use actix_web::web;

use crate::web::guard::access::Access::{Open, Public, SignedIn};
use crate::web::route::{RouteEntry, get, post};

/// Returns the routes of all pages, in the order in which they are tried.
#[rustfmt::skip]
pub(super) fn routes() -> Vec<RouteEntry> {
    let own = vec![
        get("/healthz", Open, || web::route().to(health::process)),
        get("/readyz", Open, || web::route().to(health::ready)),
        get("/", SignedIn, || web::route().to(home::get)),
        get("/sign-in", Public, || web::route().to(sign_in::get)),
        post("/sign-in", Public, || web::route().to(sign_in::post)),
        post("/sign-out", Public, || web::route().to(sign_in::sign_out)),
        get("/account", SignedIn, || web::route().to(account::get)),
        post("/account/password", SignedIn, || web::route().to(account::change_password)),
        post("/account/display", SignedIn, || web::route().to(account::change_display)),
    ];
    let areas = [
        customers::routes(), devices::routes(), uploads::routes(), checks::routes(), deletions::routes(),
        lists::routes(), corrections::routes(), bulk_actions::routes(), settings::routes(), support::routes(), help::routes(),
    ];
    [own].into_iter().chain(areas).flatten().collect()
}
