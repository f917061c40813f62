//! The tables as the code believes them, and as the migrations made them: the same columns, types and nulls, on
//! whichever database the tests run.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use crate::harness::database::{Database, server};

/// Name, type as the database calls it, whether it may be null; in the order of the table.
type Columns = Vec<(String, String, bool)>;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    in_table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

/// The tables of src/store/schema.rs, with the types of this database.
fn believed(is_sqlite: bool) -> BTreeMap<String, Columns> {
    let text = include_str!("../../src/store/schema.rs");
    let mut tables = BTreeMap::new();
    for table in text.split("diesel::table! {").skip(1) {
        let (name, rest) = table.split_once('(').unwrap();
        let (_, columns) = rest.split_once('{').unwrap();
        let (columns, _) = columns.split_once('}').unwrap();
        let columns = columns.lines().filter_map(|line| line.trim().trim_end_matches(',').split_once(" -> "));
        let columns = columns.map(|(column, kind)| {
            let inner = kind.strip_prefix("Nullable<").and_then(|kind| kind.strip_suffix('>'));
            (
                column.trim_matches('"').to_owned(),
                of_database(inner.unwrap_or(kind), is_sqlite),
                inner.is_some(),
            )
        });
        tables.insert(name.trim().to_owned(), columns.collect());
    }
    tables
}

fn of_database(kind: &str, is_sqlite: bool) -> String {
    let (sqlite, postgres) = match kind {
        "BigInt" => ("BIGINT", "bigint"),
        "Text" => ("TEXT", "text"),
        "Binary" => ("BLOB", "bytea"),
        "Bool" => ("BOOLEAN", "boolean"),
        "Timestamp" => ("TIMESTAMP", "timestamp without time zone"),
        "Date" => ("DATE", "date"),
        other => panic!("{other} is no portable type"),
    };
    if is_sqlite { sqlite } else { postgres }.to_owned()
}

/// The tables that are there. An INTEGER of SQLite holds 64 bits as a BIGINT does; as a key it is the row's own number.
fn made(database: &Database) -> BTreeMap<String, Columns> {
    let columns: Vec<Column> = if let Some(path) = database.url().strip_prefix("sqlite:") {
        let query = "SELECT m.name AS in_table, c.name, replace(c.type, 'INTEGER', 'BIGINT') AS kind, \
            c.\"notnull\" = 0 AS nullable FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' \
            AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name <> '__diesel_schema_migrations' \
            ORDER BY m.name, c.cid";
        diesel::sql_query(query).load(&mut SqliteConnection::establish(path).unwrap()).unwrap()
    } else {
        let query = "SELECT table_name::text AS in_table, column_name::text AS name, data_type::text AS kind, \
            is_nullable = 'YES' AS nullable FROM information_schema.columns WHERE table_schema = 'public' \
            AND table_name <> '__diesel_schema_migrations' ORDER BY table_name, ordinal_position";
        diesel::sql_query(query).load(&mut PgConnection::establish(database.url()).unwrap()).unwrap()
    };
    let mut tables = BTreeMap::<String, Columns>::new();
    for column in columns {
        tables.entry(column.in_table).or_default().push((column.name, column.kind, column.nullable));
    }
    tables
}

#[test]
fn the_tables_are_as_the_code_believes() {
    let database = Database::with_cast();
    let (believed, made) = (believed(server().is_none()), made(&database));
    assert!(believed.len() > 20, "{:?}", believed.keys());
    for (table, columns) in &believed {
        assert_eq!(made.get(table), Some(columns), "{table}");
    }
    assert_eq!(believed.keys().collect::<Vec<_>>(), made.keys().collect::<Vec<_>>());
}
