//! Metrics for Prometheus. Each [`Services`](crate::uploads::services::Services) has its own set, so that several
//! portals in one process don't share counters.
//!
//! Label values are always words from the code, never values from a file, a URL or a search.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use strum::VariantArray;

use crate::domain::submission::SubmissionKind;
use crate::domain::upload::UploadStatus;
use crate::domain::word::Word;

/// The content type of [`Metrics::text`].
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Prefix of every metric name.
const PREFIX: &str = "portal";

/// Upper bounds of the buckets for request durations, in seconds. A small page takes about a millisecond, a large file
/// about a minute.
const REQUEST_SECONDS: [f64; 16] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];

/// The counters and histograms since the process started. Cheap to clone: all clones share them.
#[derive(Clone)]
pub struct Metrics(Arc<MetricFamilies>);

struct MetricFamilies {
    registry: Registry,
    finished: Family<FinishedLabels, Counter>,
    rows: Family<RowLabels, Counter>,
    leases_lost: Counter,
    attempts_failed: Counter,
    requests: Family<RequestLabels, Histogram, fn() -> Histogram>,
    connections: Gauge,
    idle_connections_closed: Counter,
    connections_refused: Counter,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct FinishedLabels {
    kind: &'static str,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RowLabels {
    outcome: &'static str,
}

/// The labels of a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RequestLabels {
    /// HTTP method.
    pub method: &'static str,
    /// Route pattern, never the actual path.
    pub route: &'static str,
    /// Class of the status code, such as `2xx`.
    pub status: &'static str,
}

/// The numbers of open submissions, as currently stored in the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueMetrics {
    /// Submissions that are waiting for a worker.
    pub(crate) waiting: i64,
    /// Submissions whose files are being read or checked, before anything is registered.
    pub(crate) checking: i64,
    /// Submissions whose devices are being registered, chunk by chunk.
    pub(crate) registering: i64,
    /// Submissions whose devices are being deleted, chunk by chunk.
    pub(crate) deleting: i64,
    /// Submissions without a lease, regardless of their progress.
    pub(crate) without_lease: i64,
    /// Submissions that support staff see as stalled.
    pub(crate) stalled: i64,
    /// Age of the oldest open submission, in seconds. 0 if there is none.
    pub(crate) oldest_seconds: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OpenLabels {
    status: &'static str,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let mut registry = Registry::with_prefix(PREFIX);
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "Build information", build);
        let finished = Family::<FinishedLabels, Counter>::default();
        let help = "Submissions finished by this process";
        registry.register("submissions_finished", help, finished.clone());
        let rows = Family::<RowLabels, Counter>::default();
        registry.register("rows", "Rows processed by this process", rows.clone());
        let leases_lost = Counter::default();
        let help = "Leases that another worker took over while this process was working";
        registry.register("leases_lost", help, leases_lost.clone());
        let attempts_failed = Counter::default();
        let help = "Failed attempts at processing a submission, each followed by a retry";
        registry.register("attempts_failed", help, attempts_failed.clone());
        let new_histogram: fn() -> Histogram = || Histogram::new(REQUEST_SECONDS);
        let requests = Family::new_with_constructor(new_histogram);
        let help = "Time from receiving the request headers to sending the response headers";
        registry.register_with_unit("http_request_duration", help, Unit::Seconds, requests.clone());
        let connections = Gauge::default();
        registry.register("connections", "Open connections", connections.clone());
        let idle_connections_closed = Counter::default();
        let help = "Idle connections closed because a limit was reached";
        registry.register("idle_connections_closed", help, idle_connections_closed.clone());
        let connections_refused = Counter::default();
        let help = "Connections refused because a limit was reached and none was idle";
        registry.register("connections_refused", help, connections_refused.clone());
        let metrics = Metrics(Arc::new(MetricFamilies {
            registry,
            finished,
            rows,
            leases_lost,
            attempts_failed,
            requests,
            connections,
            idle_connections_closed,
            connections_refused,
        }));
        metrics.create_series();
        metrics
    }
}

impl Metrics {
    /// Creates all series with the value 0, so that even their first event counts towards a rate.
    fn create_series(&self) {
        for &kind in SubmissionKind::VARIANTS {
            for &status in UploadStatus::VARIANTS.iter().filter(|status| **status != UploadStatus::InProgress)
            {
                self.0
                    .finished
                    .get_or_create(&FinishedLabels { kind: kind.word(), status: label(status) })
                    .inc_by(0);
            }
        }
        for outcome in ["registered", "deleted", "failed"] {
            self.0.rows.get_or_create(&RowLabels { outcome }).inc_by(0);
        }
    }

    /// Counts the rows of a committed chunk.
    pub(crate) fn rows(&self, kind: SubmissionKind, done: u64, failed: u64) {
        let outcome = if kind.is_deletion() { "deleted" } else { "registered" };
        self.0.rows.get_or_create(&RowLabels { outcome }).inc_by(done);
        self.0.rows.get_or_create(&RowLabels { outcome: "failed" }).inc_by(failed);
    }

    /// Counts a finished submission.
    pub(crate) fn finished(&self, kind: SubmissionKind, status: UploadStatus) {
        self.0.finished.get_or_create(&FinishedLabels { kind: kind.word(), status: label(status) }).inc();
    }

    /// Counts a lease that another worker took over.
    pub(crate) fn lease_lost(&self) {
        self.0.leases_lost.inc();
    }

    /// Counts a failed attempt.
    pub(crate) fn attempt_failed(&self) {
        self.0.attempts_failed.inc();
    }

    /// Counts a new connection.
    pub(crate) fn connection_opened(&self) {
        self.0.connections.inc();
    }

    /// Removes a closed connection from the count.
    pub(crate) fn connection_closed(&self) {
        self.0.connections.dec();
    }

    /// Counts an idle connection that was closed to make room for another.
    pub(crate) fn idle_connection_closed(&self) {
        self.0.idle_connections_closed.inc();
    }

    /// Counts a connection that was refused.
    pub(crate) fn connection_refused(&self) {
        self.0.connections_refused.inc();
    }

    /// Records the duration of a request.
    pub fn request(&self, request: &RequestLabels, duration: Duration) {
        self.0.requests.get_or_create(request).observe(duration.as_secs_f64());
    }

    /// Returns all metrics in OpenMetrics text format. Queue metrics are left out if `queue` is `None`.
    ///
    /// # Errors
    ///
    /// Returns the formatter's error. Writing to a `String` never fails.
    pub fn text(&self, queue: Option<&QueueMetrics>) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode_registry(&mut text, &self.0.registry)?;
        encode_registry(&mut text, &queue_registry(queue))?;
        encode_eof(&mut text)?;
        Ok(text)
    }
}

/// Returns the metrics from the database. If the database didn't respond, they report only that it is down.
fn queue_registry(queue: Option<&QueueMetrics>) -> Registry {
    let mut registry = Registry::with_prefix(PREFIX);
    let is_up = ConstGauge::new(i64::from(queue.is_some()));
    registry.register("database_up", "1 if the database responded, otherwise 0", is_up);
    let Some(queue) = queue else { return registry };
    let open = Family::<OpenLabels, Gauge>::default();
    for (status, count) in [
        ("waiting", queue.waiting),
        ("checking", queue.checking),
        ("registering", queue.registering),
        ("deleting", queue.deleting),
    ] {
        open.get_or_create(&OpenLabels { status }).set(count);
    }
    registry.register("submissions_open", "Submissions in progress on all instances", open);
    let help = "Submissions waiting for a worker";
    registry.register("queue_length", help, ConstGauge::new(queue.without_lease));
    let help = "Age of the oldest submission in progress, or 0 if there is none";
    registry.register_with_unit("queue_oldest", help, Unit::Seconds, ConstGauge::new(queue.oldest_seconds));
    let help = "Submissions with no progress for 10 minutes";
    registry.register("queue_stalled", help, ConstGauge::new(queue.stalled));
    registry
}

fn label(status: UploadStatus) -> &'static str {
    match status {
        UploadStatus::InProgress => "in_progress",
        UploadStatus::Completed => "completed",
        UploadStatus::CompletedWithError => "completed_with_error",
        UploadStatus::Error => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_portals_in_one_process_have_separate_counters() {
        let (one, other) = (Metrics::default(), Metrics::default());
        one.clone().rows(SubmissionKind::Upload, 2, 1);
        let line = "portal_rows_total{outcome=\"registered\"} ";
        assert!(one.text(None).unwrap().contains(&format!("{line}2\n")));
        assert!(other.text(None).unwrap().contains(&format!("{line}0\n")));
    }

    #[test]
    fn without_the_database_the_other_metrics_are_still_reported() {
        let text = Metrics::default().text(None).unwrap();
        assert!(text.contains("portal_database_up 0\n") && text.contains("portal_leases_lost_total 0\n"));
        assert!(!text.contains("portal_queue_length"), "{text}");
        assert!(text.ends_with("# EOF\n"), "{text}");
    }
}
