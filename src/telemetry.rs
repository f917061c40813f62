//! The log: lines on standard error, without values from people's files.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::IsTerminal;
use std::panic::PanicHookInfo;

use tracing::Dispatch;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts the log. `RUST_LOG` filters it. The default is `info` for the portal and `warn` for its libraries.
///
/// A second call does nothing.
pub(crate) fn start(json: bool) {
    if subscriber(json, "warn,reseller_portal=info").try_init().is_ok() {
        std::panic::set_hook(Box::new(on_panic));
    }
}

/// Runs work whose routine lines would bury the output of a command. Only warnings of this thread are logged meanwhile,
/// unless `RUST_LOG` says otherwise.
pub(crate) fn with_warnings_only<T>(json: bool, work: impl FnOnce() -> T) -> T {
    tracing::dispatcher::with_default(&subscriber(json, "warn"), work)
}

/// Returns a log on standard error, filtered by `RUST_LOG` or else by `default`.
fn subscriber(json: bool, default: &str) -> Dispatch {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    // A line that can't be written, for instance on a full disk, is lost. Reporting a failed log write through the log
    // would panic and stop a worker thread.
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .log_internal_errors(false);
    if json { Dispatch::new(builder.json().finish()) } else { Dispatch::new(builder.finish()) }
}

/// Logs a panic like any other event, within the span of its request or submission. The default message could repeat
/// the text that caused the panic.
fn on_panic(panic: &PanicHookInfo<'_>) {
    let payload = panic.payload();
    let words = payload.downcast_ref::<&str>().copied();
    let words = words.or(payload.downcast_ref::<String>().map(String::as_str)).unwrap_or_default();
    let (place, words) =
        (panic.location().map(ToString::to_string).unwrap_or_default(), without_values(words));
    let backtrace = Backtrace::capture();
    match backtrace.status() {
        BacktraceStatus::Captured => tracing::error!(%backtrace, "panicked at {place}: {words}"),
        _ => tracing::error!("panicked at {place}: {words}"),
    }
}

/// Returns an error message without text that may be a value from a file or a form.
///
/// PostgreSQL quotes a value that it can't read, usually at the end. JSON and the standard library do the same. Names
/// of tables stay.
pub(crate) fn without_values(text: &str) -> String {
    let (text, is_cut) = match text.find(": \"") {
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
    words.join(" ") + if is_cut { "…" } else { "" }
}

/// Returns whether a quoted text is the name of a table, a column or a host: it has few digits and no punctuation of
/// sentences.
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
    fn values_do_not_reach_the_log_and_names_do() {
        for (said, logged) in [
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
            ("an end `missing 12", "an end `…`"),
            (
                "Key (email)=(maya@brightline.example) already exists for 490154203237518",
                "Key … already exists for …",
            ),
            ("submission 1000012 is gone", "submission 1000012 is gone"),
            ("database is locked", "database is locked"),
        ] {
            assert_eq!(without_values(said), logged);
        }
    }
}
