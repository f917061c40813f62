//! A self-hostable portal where resellers register the phones and tablets that they have sold to companies.
//!
//! Layers, from the top: `cli` and `server`; `web` and `worker`; `http`; `uploads`, `exports` and `auth`; `store`;
//! `domain`. Each imports only those below it.
#![warn(unreachable_pub)]

pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub(crate) mod exports;
pub mod fail_points;
pub mod http;
mod keys;
pub mod metrics;
mod parallel;
mod request_id;
pub(crate) mod server;
pub mod store;
pub(crate) mod telemetry;
pub mod uploads;
pub mod web;
pub mod worker;
