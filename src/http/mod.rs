//! Code that pages and APIs share: state, limits, multipart forms, spans, metrics, draining and a neutral error.

mod blocking;
pub mod body_timeout;
pub mod draining;
mod error;
pub mod headers;
pub mod metrics;
pub mod multipart;
pub mod request_span;
mod state;

pub use blocking::run_blocking;
pub use error::Error;
pub use state::State;
