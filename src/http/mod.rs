//! Code that pages and APIs share: state, limits, multipart forms, spans, metrics, refusals, draining and errors.

pub(crate) mod blocked_write;
mod blocking;
pub(crate) mod body_timeout;
pub(crate) mod busy;
pub(crate) mod client;
mod connection_table;
pub(crate) mod connections;
pub(crate) mod cookies;
pub(crate) mod database_turns;
pub(crate) mod downloads;
pub(crate) mod draining;
mod error;
pub(crate) mod form_limits;
pub(crate) mod headers;
pub(crate) mod host;
pub(crate) mod metrics;
pub mod multipart;
mod reading;
pub(crate) mod refusals;
pub(crate) mod request_actor;
pub(crate) mod request_span;
pub(crate) mod response_count;
pub(crate) mod signed_cookie;
mod state;

pub(crate) use blocking::run_blocking;
pub(crate) use error::Error;
pub(crate) use reading::ReadingGuard;
pub(crate) use state::State;
