//! The portal as people and programs meet it: the real server with its own database, driven like a browser.
//!
//! `TEST_DATABASE_URL` chooses the database: nothing for SQLite, or a PostgreSQL server on which databases may be made
//! (`scripts/postgres` starts one). Modules named `browser_*` drive Chromium; `scripts/test browser` runs them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

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
#[allow(dead_code, reason = "what a page needs is there before the page")]
mod harness;
mod headers;
mod health;
mod logs;
mod main_job;
mod metrics;
mod never_lost;
mod schema;
mod settings;
mod sign_in;
mod slow_body;
mod support;
