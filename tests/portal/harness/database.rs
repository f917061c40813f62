//! A database of its own for every test, with tables and cast: made once for this build of the tests, then copied.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tempfile::TempDir;

use super::cast;

/// Any number will do: it is the name under which test processes wait for the one that makes the template.
const TEMPLATE_LOCK: i64 = 5_180_377_246;

/// A database that goes away with its test.
pub struct Database {
    url: String,
    data: TempDir,
    /// The server and the name on it; none for a file, which goes with its folder.
    on_server: Option<(String, String)>,
}

impl Database {
    /// With tables and the cast.
    pub fn with_cast() -> Database {
        Database::new(true)
    }

    /// Without even tables.
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

    /// Its `DATABASE_URL`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A folder of its own, the `DATA_DIR` of the portal.
    pub fn data_dir(&self) -> &Path {
        self.data.path()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.on_server {
            // A server that is gone already has taken the database with it.
            if let Ok(mut conn) = PgConnection::establish(server) {
                let _ = conn.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"));
            }
        }
    }
}

/// The PostgreSQL server to test on, if it is not SQLite.
pub fn server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())
}

fn connect(url: &str) -> PgConnection {
    PgConnection::establish(url).unwrap_or_else(|error| panic!("TEST_DATABASE_URL leads nowhere: {error}"))
}

/// The address of another database on the same server.
fn address(server: &str, name: &str) -> String {
    let (scheme, rest) = server.split_once("://").expect("TEST_DATABASE_URL is postgres://…/…");
    let (place, parameters) = rest.split_once('?').map_or((rest, ""), |(place, more)| (place, more));
    let place = place.split('/').next().unwrap_or_default();
    let mark = if parameters.is_empty() { "" } else { "?" };
    format!("{scheme}://{place}/{name}{mark}{parameters}")
}

/// Names the template of this build: another build may have other tables or another cast.
fn build() -> String {
    let mut hasher = DefaultHasher::new();
    for program in [std::env::current_exe().unwrap(), PathBuf::from(cast::PROGRAM)] {
        let about = fs::metadata(&program).unwrap();
        (program, about.len(), about.modified().unwrap()).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// A file to copy. Tests run as processes of their own, so they wait for each other at a lock file.
fn sqlite_template() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let template = folder.join(format!("portal-template-{}.sqlite", build()));
        let lock = File::create(folder.join("portal-template.lock")).unwrap();
        lock.lock().unwrap();
        if !template.exists() {
            forget_old_templates(folder);
            let data = TempDir::new().unwrap();
            let file = data.path().join("portal.sqlite");
            cast::install(&format!("sqlite:{}", file.display()), data.path());
            // Closing the last connection has brought the log home; one file is the whole database.
            let log = fs::metadata(data.path().join("portal.sqlite-wal")).map_or(0, |log| log.len());
            assert_eq!(log, 0, "the template has not been closed");
            fs::copy(&file, folder.join("portal-template.new")).unwrap();
            fs::rename(folder.join("portal-template.new"), &template).unwrap();
        }
        template
    })
}

/// Those of builds more than an hour old; younger ones may be in use by a run beside this one.
fn forget_old_templates(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let is_template = entry.file_name().to_string_lossy().starts_with("portal-template-");
        let age = entry.metadata().ok().and_then(|about| about.modified().ok()?.elapsed().ok());
        if is_template && age.is_some_and(|age| age.as_secs() > 3600) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The name of a database to copy.
fn postgres_template(server: &str) -> &'static str {
    static MADE: OnceLock<String> = OnceLock::new();
    MADE.get_or_init(|| {
        let template = format!("portal_template_{}", build());
        let mut conn = connect(server);
        // The lock goes with the connection.
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
            // A copy of a sequence that was counted on without a word in the log (PostgreSQL writes every 32nd number only)
            // goes back when the server crashes soon after: setting it to where it is writes it down.
            let set = "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, last_value)
                FROM pg_sequences WHERE last_value IS NOT NULL";
            connect(&address(server, &unfinished)).batch_execute(set).unwrap();
            conn.batch_execute(&format!("ALTER DATABASE {unfinished} RENAME TO {template}")).unwrap();
        }
        template
    })
}

#[test]
fn another_database_on_the_same_server() {
    let there = |server| address(server, "x");
    assert_eq!(there("postgres://portal@/postgres?host=/tmp/a"), "postgres://portal@/x?host=/tmp/a");
    assert_eq!(there("postgres://u:p@localhost:5432/postgres"), "postgres://u:p@localhost:5432/x");
    assert_eq!(there("postgres://localhost"), "postgres://localhost/x");
}
