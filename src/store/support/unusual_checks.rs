//! Finds resellers whose checks contain many devices that other resellers have registered. They may be probing which
//! devices are registered.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamp};

use crate::domain::ids::ResellerId;
use crate::store::submissions::checked_lines;
use crate::store::{Conn, Error};

/// Minimum number of checked lines with other resellers' devices. With a lower minimum, resellers could be listed
/// because of ordinary deliveries.
pub(crate) const MIN_LINES: i64 = 100;
/// Minimum percentage of these lines among all checked lines.
pub(crate) const MIN_PERCENT: i64 = 20;
/// Maximum number of resellers that are listed.
const MAX_SHOWN: i64 = 100;

/// Sums each reseller's finished checks. This is plain SQL because Diesel needs a decimal crate to sum 64-bit numbers
/// on PostgreSQL.
const TOTALS: &str =
    "SELECT resellers.reseller_id AS reseller_id, resellers.name AS name, lines, elsewhere, latest
    FROM (SELECT reseller_key, CAST(sum(lines) AS BIGINT) AS lines,
            CAST(sum(registered_elsewhere) AS BIGINT) AS elsewhere, max(accepted_at) AS latest
        FROM checked_lines
        WHERE accepted_at > $1 AND registered_elsewhere IS NOT NULL
        GROUP BY reseller_key) AS totals
    JOIN resellers ON resellers.id = totals.reseller_key
    WHERE elsewhere >= $2 AND elsewhere * 100 >= lines * $3
    ORDER BY elsewhere DESC, resellers.reseller_id
    LIMIT $4";

/// The totals of a reseller's checks.
#[derive(QueryableByName, Clone, Debug)]
pub(crate) struct UnusualChecks {
    /// Reseller ID.
    #[diesel(sql_type = Text)]
    pub(crate) reseller_id: ResellerId,
    /// Name of the reseller.
    #[diesel(sql_type = Text)]
    pub(crate) name: String,
    /// Number of checked lines.
    #[diesel(sql_type = BigInt)]
    pub(crate) lines: i64,
    /// Number of lines with other resellers' devices.
    #[diesel(sql_type = BigInt)]
    pub(crate) elsewhere: i64,
    /// Time of the latest check, UTC.
    #[diesel(sql_type = Timestamp)]
    pub(crate) latest: NaiveDateTime,
}

/// Returns the resellers with unusual checks within the last 24 hours, sorted by the number of lines with other
/// resellers' devices, highest first.
pub(crate) fn list(conn: &mut Conn, now: NaiveDateTime) -> Result<Vec<UnusualChecks>, Error> {
    let query = diesel::sql_query(TOTALS)
        .bind::<Timestamp, _>(now - checked_lines::RETENTION)
        .bind::<BigInt, _>(MIN_LINES)
        .bind::<BigInt, _>(MIN_PERCENT)
        .bind::<BigInt, _>(MAX_SHOWN);
    Ok(match conn {
        Conn::Sqlite(c) => query.load(c)?,
        Conn::Postgres(c) => query.load(c)?,
    })
}
