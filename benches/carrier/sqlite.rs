//! SQLite's loader: prepared inserts through the bundled library.

use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};

use crate::Result;
use crate::limit::{Cell, Loader, Rows};

pub struct Sqlite(Connection);

impl Sqlite {
    /// Opens a connection with the same settings as the portal's writer: WAL, `synchronous = FULL` and foreign keys.
    pub fn open(file: &Path) -> Result<Sqlite> {
        let conn = Connection::open(file)?;
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -64000;",
        )?;
        Ok(Sqlite(conn))
    }
}

impl Loader for Sqlite {
    fn run(&mut self, sql: &str) -> Result<()> {
        Ok(self.0.execute_batch(sql)?)
    }

    fn number(&mut self, sql: &str) -> Result<i64> {
        Ok(self.0.query_row(sql, [], |row| row.get("number"))?)
    }

    fn load(&mut self, rows: Rows<'_>) -> Result<()> {
        let parameters = vec!["?"; rows.columns.split(',').count()].join(", ");
        let insert = format!("INSERT INTO {} ({}) VALUES ({parameters})", rows.table, rows.columns);
        let mut insert = self.0.prepare(&insert)?;
        for row in rows.rows {
            insert.execute(params_from_iter(row.iter()))?;
        }
        Ok(())
    }
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Cell::Number(number) => ValueRef::Integer(*number),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
            Cell::Word(text) => ValueRef::Text(text.as_bytes()),
            Cell::Null => ValueRef::Null,
        }))
    }
}
