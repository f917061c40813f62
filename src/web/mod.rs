//! The HTML pages. Addresses are in [`urls`], and routes are in [`routes`].

pub mod guard;
pub(crate) mod page;
pub mod pages;
pub mod parts;
pub mod route;
pub mod routes;
pub mod urls;
