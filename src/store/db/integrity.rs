//! The integrity check for SQLite files. PostgreSQL verifies and recovers its pages by itself.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::connection::Conn;
use super::error::Error;

#[derive(QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Text)]
    text: String,
}

/// Returns the names of the tables to check, starting with the schema table. The list is empty on PostgreSQL.
pub(crate) fn list_tables(conn: &mut Conn) -> Result<Vec<String>, Error> {
    let Conn::Sqlite(conn) = conn else { return Ok(Vec::new()) };
    let tables: Vec<TextRow> = diesel::sql_query(
        "SELECT 'sqlite_schema' AS text UNION ALL SELECT name FROM sqlite_schema WHERE type = 'table'",
    )
    .load(conn)?;
    Ok(tables.into_iter().map(|table| table.text).collect())
}

/// Reads a whole table and its indexes, and returns SQLite's message about the first problem. Returns `None` if there
/// is no problem.
pub(crate) fn find_damage(conn: &mut Conn, table: &str) -> Result<Option<String>, Error> {
    let Conn::Sqlite(conn) = conn else { return Ok(None) };
    let messages: Vec<TextRow> = diesel::sql_query("SELECT quick_check AS text FROM pragma_quick_check(?)")
        .bind::<Text, _>(table)
        .load(conn)?;
    Ok(messages.into_iter().map(|message| message.text).find(|text| text != "ok"))
}
