//! Tables and rows for the databases' own loaders.

use crate::Result;

/// A value in a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Number(i64),
    Text(String),
    Word(&'static str),
    Null,
}

impl Cell {
    pub fn of(text: Option<String>) -> Cell {
        text.map_or(Cell::Null, Cell::Text)
    }
}

/// Rows for one table.
pub struct Rows<'a> {
    pub table: &'static str,
    pub columns: &'static str,
    pub rows: Box<dyn Iterator<Item = Vec<Cell>> + 'a>,
}

pub const DEVICES: (&str, &str) = ("devices", "id, imei1, imei2, meid, serial, model, edition, source");
pub const IDENTIFIERS: (&str, &str) = ("device_identifiers", "value, device_key");
pub const SUFFIXES: (&str, &str) = ("identifier_suffixes", "reversed");
pub const REGISTRATIONS: (&str, &str) = ("registrations", "device_key, customer_key, upload_id");
pub const EVENTS: (&str, &str) =
    ("device_events", "device_key, submission_id, kind, at, customer_key, upload_id");

impl<'a> Rows<'a> {
    pub fn new(
        (table, columns): (&'static str, &'static str),
        rows: impl Iterator<Item = Vec<Cell>> + 'a,
    ) -> Rows<'a> {
        Rows { table, columns, rows: Box::new(rows) }
    }
}

/// A database's own way to load many rows.
pub trait Loader {
    /// Executes statements without a result.
    fn run(&mut self, sql: &str) -> Result<()>;
    /// Returns the number that a statement selects as `number`.
    fn number(&mut self, sql: &str) -> Result<i64>;
    /// Loads rows into one table in the given order.
    fn load(&mut self, rows: Rows<'_>) -> Result<()>;
}
