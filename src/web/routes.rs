//! The route table, matched from top to bottom. Add the route of a new page to the `mod.rs` of its area.

use actix_web::body::BoxBody;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::{HttpResponse, Route, guard, web};

use super::guard::access::{Access, check};
use super::page::assets;
use super::pages;
use super::route::{RouteEntry, get};
use crate::http::Error;
use Access::{Open, Public};

/// Returns all routes, in the order in which they are tried.
pub fn table() -> Vec<RouteEntry> {
    let mut table = pages::routes();
    table.push(get("/assets/{name:.*}", Open, assets::route));
    table
}

/// Mounts the routes that need no session.
pub(crate) fn mount_open(config: &mut web::ServiceConfig) {
    mount_where(config, |entry| entry.access == Open);
}

/// Mounts all other routes, and the handler for unknown addresses.
pub(crate) fn mount(config: &mut web::ServiceConfig) {
    mount_where(config, |entry| entry.access != Open);
    config.default_service(guarded(
        web::route().to(async || Err::<HttpResponse, Error>(Error::NotFound)),
        Public,
        false,
    ));
}

fn mount_where(config: &mut web::ServiceConfig, is_included: impl Fn(&RouteEntry) -> bool) {
    let table = table();
    for (index, first) in table.iter().enumerate() {
        let same_path = || table.iter().filter(|entry| entry.path == first.path);
        if !is_included(first) || table[..index].iter().any(|entry| entry.path == first.path) {
            continue;
        }
        let mut resource = web::resource(first.path);
        let mut allowed = Vec::new();
        for entry in same_path() {
            let is_get = entry.method == Method::GET;
            let method = guard::Method(entry.method.clone());
            let route = match is_get {
                true => (entry.handler)().guard(guard::Any(method).or(guard::Head())),
                false => (entry.handler)().guard(method),
            };
            allowed.push(if is_get { "GET, HEAD" } else { entry.method.as_str() }.to_owned());
            resource = resource.route(guarded(route, entry.access, entry.quiet));
        }
        let (allowed, access) = (allowed.join(", "), if first.access == Open { Open } else { Public });
        let other = web::route().to(move || {
            let allowed = allowed.clone();
            async move { Err::<HttpResponse, Error>(Error::MethodNotAllowed(allowed)) }
        });
        config.service(resource.default_service(guarded(other, access, false)));
    }
}

fn guarded(route: Route, access: Access, quiet: bool) -> Route {
    route.wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| {
        check(access, quiet, request, next)
    }))
}
