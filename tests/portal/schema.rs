//! The migrations create the tables that the code declares, with the same columns, types and nullability.

use std::collections::BTreeMap;

use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use reseller_portal::store::people::actors;
use reseller_portal::store::{Db, Error, schema as table};

use crate::harness::database::{Database, server};

/// The name, database type and nullability of each column, in table order.
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

/// Returns the tables that `src/store/schema.rs` declares, with this database's types.
fn declared_tables(is_sqlite: bool) -> BTreeMap<String, Columns> {
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
                database_type(inner.unwrap_or(kind), is_sqlite),
                inner.is_some(),
            )
        });
        tables.insert(name.trim().to_owned(), columns.collect());
    }
    tables
}

fn database_type(kind: &str, is_sqlite: bool) -> String {
    let (sqlite, postgres) = match kind {
        "BigInt" => ("BIGINT", "bigint"),
        "Text" => ("TEXT", "text"),
        "Binary" => ("BLOB", "bytea"),
        "Bool" => ("BOOLEAN", "boolean"),
        "Timestamp" => ("TIMESTAMP", "timestamp without time zone"),
        "Date" => ("DATE", "date"),
        other => panic!("{other} isn't a portable type"),
    };
    if is_sqlite { sqlite } else { postgres }.to_owned()
}

/// Returns the tables in the database. INTEGER counts as BIGINT because SQLite stores 64-bit values in both, and only
/// an INTEGER key is an alias of the row ID.
fn created_tables(database: &Database) -> BTreeMap<String, Columns> {
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
fn the_migrations_create_the_tables_that_the_code_declares() {
    let database = Database::with_cast();
    let (declared, created) = (declared_tables(server().is_none()), created_tables(&database));
    assert!(declared.len() > 20, "{:?}", declared.keys());
    for (table, columns) in &declared {
        assert_eq!(created.get(table), Some(columns), "{table}");
    }
    assert_eq!(declared.keys().collect::<Vec<_>>(), created.keys().collect::<Vec<_>>());
}

#[derive(QueryableByName)]
struct Object {
    #[diesel(sql_type = Text)]
    description: String,
}

/// Describes every object in an SQLite database.
fn describe_sqlite(conn: &mut SqliteConnection) -> Vec<String> {
    let queries = [
        "SELECT type || ' ' || name || ': ' || coalesce(sql, '') AS description FROM sqlite_schema ORDER BY description",
        "SELECT 'sequence ' || name || ': ' || seq AS description FROM sqlite_sequence ORDER BY description",
    ];
    let objects = queries.iter().flat_map(|query| diesel::sql_query(*query).load::<Object>(conn).unwrap());
    objects.map(|object| object.description).collect()
}

/// Describes every object in a PostgreSQL database.
fn describe_postgres(conn: &mut PgConnection) -> Vec<String> {
    let queries = [
        // PostgreSQL doesn't reuse the position of a dropped column, so only the order is compared.
        "SELECT concat_ws(' ', 'column', table_name,
             row_number() OVER (PARTITION BY table_name ORDER BY ordinal_position), column_name, data_type,
             is_nullable, column_default, identity_generation, collation_name) AS description
         FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT concat_ws(' ', 'storage', attrelid::regclass, attname, attstorage) AS description FROM pg_attribute
         WHERE attnum > 0 AND NOT attisdropped AND attrelid IN
             (SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace)",
        "SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS description
         FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
        "SELECT indexdef AS description FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT concat_ws(' ', 'sequence', sequencename, data_type, start_value, last_value) AS description
         FROM pg_sequences WHERE schemaname = 'public'",
    ];
    let objects = queries.iter().flat_map(|query| diesel::sql_query(*query).load::<Object>(conn).unwrap());
    let mut objects: Vec<String> = objects.map(|object| object.description).collect();
    objects.sort_unstable();
    objects
}

/// Applies each migration, reverts it and applies it again, and compares the descriptions.
fn run_up_down_up<DB: Backend, C: MigrationHarness<DB>>(
    conn: &mut C,
    all: &EmbeddedMigrations,
    describe: impl Fn(&mut C) -> Vec<String>,
) {
    assert!(conn.applied_migrations().unwrap().is_empty());
    let mut migrations = MigrationSource::<DB>::migrations(all).unwrap();
    migrations.sort_unstable_by_key(|migration| migration.name().version().to_string());
    assert!(!migrations.is_empty());
    let mut before = describe(conn);
    for migration in &migrations {
        let name = migration.name().to_string();
        conn.run_migration(migration).unwrap();
        let up = describe(conn);
        assert_ne!(up, before, "{name} does nothing");
        conn.revert_migration(migration).unwrap();
        assert_eq!(describe(conn), before, "{name} down");
        conn.run_migration(migration).unwrap();
        assert_eq!(describe(conn), up, "{name} up again");
        before = up;
    }
}

#[test]
fn each_migration_can_be_applied_reverted_and_applied_again() {
    const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
    const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
    let database = Database::empty();
    if let Some(path) = database.url().strip_prefix("sqlite:") {
        let mut conn = SqliteConnection::establish(path).unwrap();
        // SQLite creates its sequence table with the first sequence and never drops it.
        let first = "CREATE TABLE first (id INTEGER PRIMARY KEY AUTOINCREMENT); DROP TABLE first";
        conn.batch_execute(first).unwrap();
        run_up_down_up::<Sqlite, _>(&mut conn, &SQLITE, describe_sqlite);
    } else {
        let mut conn = PgConnection::establish(database.url()).unwrap();
        run_up_down_up::<Pg, _>(&mut conn, &POSTGRES, describe_postgres);
    }
}

#[test]
fn the_command_line_and_portal_actors_have_the_keys_that_the_code_expects() {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    for (key, kind) in [(actors::COMMAND_LINE, "command_line"), (actors::PORTAL, "portal")] {
        let found = table::actors::table.find(key).select(table::actors::kind);
        let found: String = db.read(|conn| Ok::<_, Error>(found.first(conn)?)).unwrap();
        assert_eq!(found, kind);
    }
}

#[test]
fn each_person_has_an_actor() {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let people = table::people::table.inner_join(table::actors::table);
    let people = people.select((table::people::email, table::actors::name, table::actors::kind));
    let people: Vec<(String, String, String)> = db.read(|conn| Ok::<_, Error>(people.load(conn)?)).unwrap();
    assert!(people.len() > 3, "{people:?}");
    for (email, name, kind) in people {
        assert_eq!((name, kind.as_str()), (email, "person"));
    }
}
