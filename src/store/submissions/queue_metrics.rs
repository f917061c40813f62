//! Queue metrics, read with one query that scans the partial index of open submissions.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};

use crate::domain::submission::{Phase, SubmissionKind};
use crate::metrics::QueueMetrics;
use crate::store::db::connection::database_now;
use crate::store::support::queue::STALL_TIMEOUT;
use crate::store::{Conn, Error};

/// Counts open submissions by phase and kind, in the phases that need a worker. The first condition matches the partial
/// index.
const COUNTS: &str = "SELECT phase, kind, count(*) AS open,
        sum(CASE WHEN lease_until IS NULL OR lease_until < $1 THEN 1 ELSE 0 END) AS without_lease,
        sum(CASE WHEN progressed_at < $2 THEN 1 ELSE 0 END) AS stalled,
        min(created_at) AS oldest
    FROM submissions
    WHERE phase <> 'finished' AND phase IN ('waiting', 'resolved', 'checking', 'check_resolved')
    GROUP BY phase, kind";

#[derive(QueryableByName)]
struct Counts {
    #[diesel(sql_type = Text)]
    phase: Phase,
    #[diesel(sql_type = Text)]
    kind: SubmissionKind,
    #[diesel(sql_type = BigInt)]
    open: i64,
    #[diesel(sql_type = BigInt)]
    without_lease: i64,
    #[diesel(sql_type = BigInt)]
    stalled: i64,
    #[diesel(sql_type = Nullable<Timestamp>)]
    oldest: Option<NaiveDateTime>,
}

/// Returns the state of the queue at `now` (UTC). Leases are compared with the database's clock, as everywhere else.
pub(crate) fn load(conn: &mut Conn, now: NaiveDateTime) -> Result<QueueMetrics, Error> {
    let lease_now = database_now(conn)?;
    let query =
        diesel::sql_query(COUNTS).bind::<BigInt, _>(lease_now).bind::<Timestamp, _>(now - STALL_TIMEOUT);
    let rows: Vec<Counts> = match conn {
        Conn::Sqlite(c) => query.load(c)?,
        Conn::Postgres(c) => query.load(c)?,
    };
    let mut queue = QueueMetrics::default();
    for row in &rows {
        let leased = row.open - row.without_lease;
        let is_deletion = row.kind.is_deletion();
        queue.without_lease += row.without_lease;
        match row.phase {
            Phase::Resolved if is_deletion => queue.deleting += row.open,
            Phase::Resolved => queue.registering += row.open,
            Phase::CheckResolved => queue.checking += row.open,
            _ => {
                queue.waiting += row.without_lease;
                queue.checking += leased;
            }
        }
        if !Phase::NOT_ACCEPTED.contains(&row.phase) {
            queue.stalled += row.stalled;
        }
    }
    let oldest = rows.iter().filter_map(|row| row.oldest).min();
    queue.oldest_seconds = oldest.map_or(0, |oldest| (now - oldest).num_seconds().max(0));
    Ok(queue)
}
