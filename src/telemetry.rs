//! The log: lines on standard error, without values out of people's files.

use tracing_subscriber::EnvFilter;

/// Starts the log. `RUST_LOG` chooses what is told; the default is `info` of the portal and warnings of the rest.
/// A second call does nothing.
pub fn start(json: bool) {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,reseller_portal=info"));
    // A line that cannot be written, on a full disk say, is lost: telling of it the same way would panic, and end a lane.
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    let _ = if json { builder.json().try_init() } else { builder.try_init() };
}
