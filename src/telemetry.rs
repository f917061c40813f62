//! The log, which is written to standard error and contains no values from uploaded files.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::IsTerminal;
use std::panic::PanicHookInfo;

use tracing::Dispatch;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

/// Silences the lines that the HTTP libraries write for malformed requests, because any client can send many of them.
/// The client gets 400. `RUST_LOG` can override this by naming the same modules.
const QUIET: &str = "actix_http::h1::dispatcher=off,actix_http::h1::decoder=off,actix_multipart=error";

/// Starts logging. `RUST_LOG` sets the filter. The default is `info` for the portal and `warn` for its libraries.
///
/// Further calls do nothing.
pub(crate) fn start(json: bool) {
    if subscriber(json, "warn,reseller_portal=info").try_init().is_ok() {
        std::panic::set_hook(Box::new(on_panic));
    }
}

/// Runs work whose routine log lines would bury a command's output. Meanwhile, this thread logs only warnings and
/// errors, unless `RUST_LOG` says otherwise.
pub(crate) fn with_warnings_only<T>(json: bool, work: impl FnOnce() -> T) -> T {
    tracing::dispatcher::with_default(&subscriber(json, "warn"), work)
}

/// Returns a subscriber that writes to standard error. It filters by `RUST_LOG` or, if that isn't set, by `default`.
fn subscriber(json: bool, default: &str) -> Dispatch {
    let chosen = std::env::var(EnvFilter::DEFAULT_ENV).unwrap_or_default();
    let chosen = if chosen.trim().is_empty() { default } else { &chosen };
    let filter = EnvFilter::try_new(format!("{QUIET},{chosen}"))
        .unwrap_or_else(|_| EnvFilter::new(format!("{QUIET},{default}")));
    // A line that can't be written, for instance on a full disk, is lost. Reporting a failed log write through the log
    // would panic and stop a worker thread.
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .log_internal_errors(false);
    if json { Dispatch::new(builder.json().finish()) } else { Dispatch::new(builder.finish()) }
}

/// Logs a panic like any other event, within the span of its request or submission. The default panic message could
/// repeat the text that caused the panic.
fn on_panic(panic: &PanicHookInfo<'_>) {
    let payload = panic.payload();
    let message = payload.downcast_ref::<&str>().copied();
    let message = message.or(payload.downcast_ref::<String>().map(String::as_str)).unwrap_or_default();
    let (location, message) =
        (panic.location().map(ToString::to_string).unwrap_or_default(), without_values(message));
    let backtrace = Backtrace::capture();
    match backtrace.status() {
        BacktraceStatus::Captured => tracing::error!(%backtrace, "panicked at {location}: {message}"),
        _ => tracing::error!("panicked at {location}: {message}"),
    }
}

/// Returns an error message in which any text that may be a value from a file or form is replaced.
///
/// PostgreSQL quotes a value that it can't parse, usually at the end of the message. `serde_json` and the standard
/// library do the same. The names of tables, columns and hosts are kept.
pub(crate) fn without_values(text: &str) -> String {
    let (text, is_truncated) = match text.find(": \"") {
        Some(at) => (&text[..at + 2], true),
        None => (text, false),
    };
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '`']) {
        let (before, quoted) = rest.split_at(at);
        let (quote, inside) = quoted.split_at(1);
        let (value, after) = inside.split_once(quote).unwrap_or((inside, ""));
        kept.push_str(before);
        kept.push_str(quote);
        kept.push_str(if is_name(value) { value } else { "…" });
        kept.push_str(quote);
        rest = after;
    }
    kept.push_str(rest);
    let mut words: Vec<&str> = kept.split(' ').collect();
    for word in &mut words {
        if word.contains('@') || digits(word) >= 8 {
            *word = "…";
        }
    }
    words.join(" ") + if is_truncated { "…" } else { "" }
}

/// Returns whether quoted text looks like the name of a table, column or host: few digits and no sentence punctuation.
fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || "_./:-".contains(c)) && digits(text) <= 6
}

fn digits(text: &str) -> usize {
    text.chars().filter(|c| c.is_numeric()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_logged_but_values_are_not() {
        for (message, logged) in [
            (
                "invalid input syntax for type bigint: \"49015420323751x\"",
                "invalid input syntax for type bigint: …",
            ),
            (
                "invalid input syntax for type date: \"a \"quoted\" one\"",
                "invalid input syntax for type date: …",
            ),
            (
                "value \"490154203237518\" is out of range for type integer",
                "value \"…\" is out of range for type integer",
            ),
            (
                "duplicate key value violates unique constraint \"people_email_key\"",
                "duplicate key value violates unique constraint \"people_email_key\"",
            ),
            (
                "byte index 1 is not a char boundary; it is inside 'é' of `é 12`",
                "byte index 1 is not a char boundary; it is inside 'é' of `…`",
            ),
            ("an unclosed `quote 12", "an unclosed `…`"),
            (
                "Key (email)=(maya@brightline.example) already exists for 490154203237518",
                "Key … already exists for …",
            ),
            ("submission 1000012 is gone", "submission 1000012 is gone"),
            ("database is locked", "database is locked"),
        ] {
            assert_eq!(without_values(message), logged);
        }
    }
}
