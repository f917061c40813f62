//! The index of identifiers by suffix. A new identifier from an upload can be found by its suffix once the upload has
//! finished.

use diesel::ExecuteCopyFromDsl;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, Text};

use crate::domain::device_id::identifier_key;
use crate::store::registrations::try_insert;
use crate::store::schema::identifier_suffixes as suffixes;
use crate::store::{Conn, Error};

/// Stores reversed identifiers, which must be sorted. Skips those that already exist.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn insert(conn: &mut Conn, reversed: &[String]) -> Result<(), Error> {
    match conn {
        Conn::Sqlite(c) => {
            let values =
                serde_json::to_string(reversed).map_err(|error| Error::inconsistent(error.to_string()))?;
            sql_query(
                "INSERT OR FAIL INTO identifier_suffixes (reversed) SELECT j.value FROM json_each(?) j WHERE true
                 ON CONFLICT DO NOTHING",
            )
            .bind::<Text, _>(values)
            .execute(c)?;
        }
        Conn::Postgres(c) => {
            // Usually none of them exist yet. In that case, `COPY` is the fastest way to insert them.
            if !try_insert(c, |c| copy(c, reversed))? {
                sql_query(
                    "INSERT INTO identifier_suffixes (reversed) SELECT k.reversed FROM unnest($1) AS k (reversed)
                     ON CONFLICT DO NOTHING",
                )
                .bind::<Array<Text>, _>(reversed)
                .execute(c)?;
            }
        }
    }
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = suffixes, treat_none_as_default_value = false)]
struct SuffixRow<'a> {
    reversed: &'a str,
}

/// Inserts identifiers with `COPY`. Returns a unique violation if any of them already exists.
fn copy(c: &mut PgConnection, reversed: &[String]) -> QueryResult<()> {
    let rows: Vec<_> = reversed.iter().map(|reversed| SuffixRow { reversed }).collect();
    diesel::copy_from(suffixes::table).from_insertable(rows).execute(c).map(drop)
}

/// Returns at most `limit` identifiers with this suffix, which consists of `A-Z` and `0-9`.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn find_by_suffix(conn: &mut Conn, suffix: &str, limit: i64) -> Result<Vec<String>, Error> {
    let from = identifier_key::reversed(suffix);
    // A range of the key replaces a `LIKE`. No key has a character that sorts after the tilde.
    let to = format!("{from}\u{7f}");
    let reversed: Vec<String> = suffixes::table
        .filter(suffixes::reversed.ge(from))
        .filter(suffixes::reversed.lt(to))
        .limit(limit)
        .select(suffixes::reversed)
        .load(conn)?;
    Ok(reversed.iter().map(|key| identifier_key::reversed(key)).collect())
}
