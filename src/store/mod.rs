//! The store: every query of the portal. No layer above it uses Diesel. Callers enter through [`Db::read`] and
//! [`Db::write`].
//!
//! A function that concerns one tenant takes its [`Scope`](crate::domain::actor::Scope). It doesn't find rows of other
//! tenants.

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
pub mod uploads;

pub use db::Db;
pub use db::connection::Conn;
pub use db::error::Error;
