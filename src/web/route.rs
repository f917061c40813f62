//! A route: method, path, access and handler. Each area of the portal lists its routes in its `mod.rs`.

use actix_web::Route;
use actix_web::http::Method;

use super::guard::access::Access;

/// An entry in the route table.
#[derive(Clone)]
pub struct RouteEntry {
    /// POST, or GET, which also serves HEAD.
    pub method: Method,
    /// The path, with parameters in braces.
    pub path: &'static str,
    /// Determines who may use the route. Access is checked before the body is read.
    pub access: Access,
    /// Whether pages poll the route in the background. Polling doesn't keep a session alive.
    pub quiet: bool,
    /// Creates the handler.
    pub(crate) handler: fn() -> Route,
}

/// Creates a route for GET.
pub(super) fn get(path: &'static str, access: Access, handler: fn() -> Route) -> RouteEntry {
    RouteEntry { method: Method::GET, path, access, quiet: false, handler }
}

/// Creates a route for GET that pages poll in the background.
pub(super) fn poll(path: &'static str, access: Access, handler: fn() -> Route) -> RouteEntry {
    RouteEntry { quiet: true, ..get(path, access, handler) }
}

/// Creates a route for POST.
pub(super) fn post(path: &'static str, access: Access, handler: fn() -> Route) -> RouteEntry {
    RouteEntry { method: Method::POST, ..get(path, access, handler) }
}
