//! PostgreSQL's loader: `COPY … FROM STDIN` in text format.

use std::fmt::Write as _;
use std::io::Write;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use reseller_portal::store::schema;

use crate::Result;
use crate::database::Number;
use crate::limit::{Cell, DEVICES, EVENTS, IDENTIFIERS, Loader, REGISTRATIONS, Rows, SUFFIXES};

pub struct Postgres(PgConnection);

impl Postgres {
    pub fn open(url: &str) -> Result<Postgres> {
        Ok(Postgres(PgConnection::establish(url)?))
    }
}

macro_rules! copy {
    ($conn:expr, $table:ident ($($column:ident),*), $text:expr) => {{
        use schema::$table::{self, $($column),*};
        diesel::copy_from($table::table)
            .from_raw_data(($($column,)*), |copy: &mut dyn Write| {
                copy.write_all($text).map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))
            })
            .execute($conn)
    }};
}

/// The size in bytes at which a statement is sent. The next row begins a new statement.
const MAX_STATEMENT: usize = 64 * 1024 * 1024;

impl Postgres {
    fn send(&mut self, table: &str, text: &[u8]) -> Result<()> {
        let conn = &mut self.0;
        let sent = if table == DEVICES.0 {
            copy!(conn, devices(id, imei1, imei2, meid, serial, model, edition, source), text)
        } else if table == IDENTIFIERS.0 {
            copy!(conn, device_identifiers(value, device_key), text)
        } else if table == SUFFIXES.0 {
            copy!(conn, identifier_suffixes(reversed), text)
        } else if table == REGISTRATIONS.0 {
            copy!(conn, registrations(device_key, customer_key, upload_id), text)
        } else if table == EVENTS.0 {
            copy!(conn, device_events(device_key, submission_id, kind, at, customer_key, upload_id), text)
        } else {
            return Err(format!("there is no COPY statement for {table}").into());
        };
        sent?;
        Ok(())
    }
}

impl Loader for Postgres {
    fn run(&mut self, sql: &str) -> Result<()> {
        Ok(self.0.batch_execute(sql)?)
    }

    fn number(&mut self, sql: &str) -> Result<i64> {
        Ok(diesel::sql_query(sql).get_result::<Number>(&mut self.0)?.number)
    }

    fn load(&mut self, rows: Rows<'_>) -> Result<()> {
        let mut text = String::with_capacity(MAX_STATEMENT + 1_000);
        for row in rows.rows {
            for (index, cell) in row.iter().enumerate() {
                if index > 0 {
                    text.push('\t');
                }
                match cell {
                    Cell::Number(number) => write!(text, "{number}")?,
                    Cell::Text(value) => text.push_str(value),
                    Cell::Word(value) => text.push_str(value),
                    Cell::Null => text.push_str("\\N"),
                }
            }
            text.push('\n');
            if text.len() >= MAX_STATEMENT {
                self.send(rows.table, text.as_bytes())?;
                text.clear();
            }
        }
        self.send(rows.table, text.as_bytes())
    }
}
