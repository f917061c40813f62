//! Named locks, which let transactions wait for each other without locking a row that others need.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::connection::Conn;
use super::error::Error;

diesel::define_sql_function! {
    /// Waits for an advisory lock, which is released at the end of the transaction.
    #[sql_name = "pg_advisory_xact_lock"]
    fn advisory_lock(key: diesel::sql_types::BigInt) -> diesel::sql_types::Text;
}

/// Locks these names until the end of the transaction. Other transactions that lock any of them wait. Each name has a
/// kind, so that equal names of different kinds don't share a lock. Does nothing on SQLite, which has only one writer.
pub(crate) fn lock(conn: &mut Conn, names: &[(&str, &[u8])]) -> Result<(), Error> {
    let Conn::Postgres(conn) = conn else { return Ok(()) };
    let mut keys: Vec<i64> = names.iter().map(|(kind, name)| key(kind, name)).collect();
    // All transactions acquire their locks in the same order, so they can't deadlock.
    keys.sort_unstable();
    for key in keys {
        diesel::select(advisory_lock(key)).execute(conn)?;
    }
    Ok(())
}

fn key(kind: &str, name: &[u8]) -> i64 {
    let hash = Sha256::new().chain_update(kind).chain_update([0]).chain_update(name).finalize();
    hash.iter().take(8).fold(0, |key, byte| key << 8 | i64::from(*byte))
}
