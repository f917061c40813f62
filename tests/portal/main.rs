//! Tests the portal from the outside: a real server with its own database, used the way a browser uses it.
//!
//! `TEST_DATABASE_URL` is a PostgreSQL server where tests can create databases (`scripts/postgres` starts one). If it
//! is unset, the tests use SQLite. Modules named `browser_*` drive Chromium, and `scripts/test browser` runs them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't continue has failed")]

mod access;
mod account;
mod activity;
mod bulk_actions;
mod checks;
mod customers;
mod deletions;
mod device_files;
mod devices;
mod examples;
#[allow(dead_code, reason = "some helpers are written before the tests that use them")]
mod harness;
mod headers;
mod health;
mod help;
mod home;
mod logs;
mod main_job;
mod metrics;
mod never_lost;
mod schema;
mod settings;
mod sign_in;
mod slow_body;
mod support;
mod uploads;
