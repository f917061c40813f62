//! A new database for each test, copied from a template that is created once per build.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tempfile::TempDir;

use super::cast;

/// The advisory lock that is held while the template is created. Any number works.
const TEMPLATE_LOCK: i64 = 5_180_377_246;

/// A database that is deleted when its test ends.
pub struct Database {
    url: String,
    data: TempDir,
    /// The server's URL and the name of the database. `None` for SQLite, whose file is removed with its folder.
    on_server: Option<(String, String)>,
}

impl Database {
    /// Creates a database with tables and the cast.
    pub fn with_cast() -> Database {
        Database::new(true)
    }

    /// Creates a database without tables.
    pub fn empty() -> Database {
        Database::new(false)
    }

    fn new(cast: bool) -> Database {
        let data = TempDir::with_prefix("portal-test-").unwrap();
        let Some(server) = server() else {
            let file = data.path().join("portal.sqlite");
            if cast {
                fs::copy(sqlite_template(), &file).unwrap();
            }
            return Database { url: format!("sqlite:{}", file.display()), data, on_server: None };
        };
        let name = format!("portal_test_{}", uuid::Uuid::new_v4().simple());
        let template = if cast { postgres_template(&server) } else { "template0" };
        let mut conn = connect(&server);
        conn.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).unwrap();
        Database { url: address(&server, &name), data, on_server: Some((server, name)) }
    }

    /// Returns the `DATABASE_URL`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the portal's `DATA_DIR`.
    pub fn data_dir(&self) -> &Path {
        self.data.path()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.on_server {
            // If the server has stopped, the database is gone too.
            if let Ok(mut conn) = PgConnection::establish(server) {
                let _ = conn.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"));
            }
        }
    }
}

/// Returns the URL of the PostgreSQL server to test with, or `None` for SQLite.
pub fn server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())
}

fn connect(url: &str) -> PgConnection {
    PgConnection::establish(url).unwrap_or_else(|error| panic!("can't connect to TEST_DATABASE_URL: {error}"))
}

/// Returns the address of another database on the same server.
fn address(server: &str, name: &str) -> String {
    let (scheme, rest) = server.split_once("://").expect("TEST_DATABASE_URL is postgres://…/…");
    let (host, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let host = host.split('/').next().unwrap_or_default();
    let mark = if parameters.is_empty() { "" } else { "?" };
    format!("{scheme}://{host}/{name}{mark}{parameters}")
}

/// Returns this build's ID for the template's name. Another build may have different tables or a different cast.
fn build_id() -> String {
    let mut hasher = DefaultHasher::new();
    for program in [std::env::current_exe().unwrap(), PathBuf::from(cast::PROGRAM)] {
        let metadata = fs::metadata(&program).unwrap();
        (program, metadata.len(), metadata.modified().unwrap()).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// Returns the file to copy, which is created on first use. A lock file keeps test processes from creating it twice.
fn sqlite_template() -> &'static Path {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let template = folder.join(format!("portal-template-{}.sqlite", build_id()));
        let lock = File::create(folder.join("portal-template.lock")).unwrap();
        lock.lock().unwrap();
        if !template.exists() {
            delete_old_templates(folder);
            let data = TempDir::new().unwrap();
            let file = data.path().join("portal.sqlite");
            cast::install(&format!("sqlite:{}", file.display()), data.path());
            // Closing the last connection checkpoints the WAL, so this file is the whole database.
            let wal_bytes =
                fs::metadata(data.path().join("portal.sqlite-wal")).map_or(0, |metadata| metadata.len());
            assert_eq!(wal_bytes, 0, "the template database is still open");
            fs::copy(&file, folder.join("portal-template.new")).unwrap();
            fs::rename(folder.join("portal-template.new"), &template).unwrap();
        }
        template
    })
}

/// Deletes templates older than an hour. A parallel run may still be using newer ones.
fn delete_old_templates(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let is_template = entry.file_name().to_string_lossy().starts_with("portal-template-");
        let age = entry.metadata().ok().and_then(|metadata| metadata.modified().ok()?.elapsed().ok());
        if is_template && age.is_some_and(|age| age.as_secs() > 3600) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Returns the name of the database to copy, which is created on first use.
fn postgres_template(server: &str) -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let template = format!("portal_template_{}", build_id());
        let mut conn = connect(server);
        // The lock is released when the connection closes.
        conn.batch_execute(&format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})")).unwrap();
        let found = diesel::sql_query(format!("SELECT 1 FROM pg_database WHERE datname = '{template}'"))
            .execute(&mut conn)
            .unwrap();
        if found == 0 {
            let unfinished = format!("{template}_unfinished");
            conn.batch_execute(&format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)")).unwrap();
            conn.batch_execute(&format!("CREATE DATABASE {unfinished} TEMPLATE template0")).unwrap();
            let data = TempDir::new().unwrap();
            cast::install(&address(server, &unfinished), data.path());
            // PostgreSQL writes only every 32nd value of a sequence to its WAL. In a copy, a crash soon afterwards
            // would set the sequence back. Setting each sequence to its current value writes that value to the WAL.
            let set = "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, last_value)
                FROM pg_sequences WHERE last_value IS NOT NULL";
            connect(&address(server, &unfinished)).batch_execute(set).unwrap();
            conn.batch_execute(&format!("ALTER DATABASE {unfinished} RENAME TO {template}")).unwrap();
        }
        template
    })
}

#[test]
fn the_address_of_another_database_keeps_the_server_and_the_parameters() {
    let other = |server| address(server, "x");
    assert_eq!(other("postgres://portal@/postgres?host=/tmp/a"), "postgres://portal@/x?host=/tmp/a");
    assert_eq!(other("postgres://u:p@localhost:5432/postgres"), "postgres://u:p@localhost:5432/x");
    assert_eq!(other("postgres://localhost"), "postgres://localhost/x");
}
