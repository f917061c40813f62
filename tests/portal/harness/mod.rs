//! Helpers for the tests of the portal.

pub mod app;
pub mod browser;
pub mod cast;
pub mod client;
pub mod csv;
pub mod database;
pub mod driver;
pub mod given;
pub mod html;
pub mod process;
pub mod wait;
