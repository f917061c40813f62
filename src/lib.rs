//! A self-hostable portal where resellers register the phones and tablets that they sold to companies.
//!
//! The floors, of which each knows only those below it: `cli` over `web` and `worker`, over `uploads` and `auth`,
//! over `store`, over `domain`.

pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod fail_points;
pub mod metrics;
pub mod store;
pub mod telemetry;
pub mod uploads;
pub mod web;
pub mod worker;
