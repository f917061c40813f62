//! The store, which contains all of the portal's queries. No layer above it uses Diesel. Callers access it through
//! [`Db::read`] and [`Db::write`].
//!
//! A function that works on a tenant's data takes a [`Scope`](crate::domain::actor::Scope) and doesn't find other
//! tenants' rows.

pub mod activity;
pub(crate) mod backup;
pub mod customers;
pub mod db;
pub mod devices;
pub mod failed_rows;
pub mod people;
pub mod registrations;
pub(crate) mod resellers;
pub mod schema;
pub mod submissions;
pub mod support;
pub(crate) mod undecided_lists;
pub mod uploads;

pub use db::Db;
pub use db::connection::Conn;
pub use db::error::Error;
