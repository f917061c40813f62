//! Checks the tables of an SQLite file. A PostgreSQL server recovers and checks its pages itself.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::connection::Conn;
use super::error::Error;

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

/// Returns the tables to check, the schema table first. Returns none on PostgreSQL.
pub(crate) fn list_tables(conn: &mut Conn) -> Result<Vec<String>, Error> {
    let Conn::Sqlite(conn) = conn else { return Ok(Vec::new()) };
    let tables: Vec<Word> = diesel::sql_query(
        "SELECT 'sqlite_schema' AS word UNION ALL SELECT name FROM sqlite_schema WHERE type = 'table'",
    )
    .load(conn)?;
    Ok(tables.into_iter().map(|table| table.word).collect())
}

/// Returns the first problem of a table and its indexes, in SQLite's words. Returns `None` if it is sound. It reads the
/// whole table.
pub(crate) fn find_damage(conn: &mut Conn, table: &str) -> Result<Option<String>, Error> {
    let Conn::Sqlite(conn) = conn else { return Ok(None) };
    let found: Vec<Word> = diesel::sql_query("SELECT quick_check AS word FROM pragma_quick_check(?)")
        .bind::<Text, _>(table)
        .load(conn)?;
    Ok(found.into_iter().map(|found| found.word).find(|words| words != "ok"))
}
