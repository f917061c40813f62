//! On PostgreSQL, the portal can run with a role that isn't allowed to alter tables or change existing log entries. The
//! statements come from `docs/operating/databases.md`.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use reseller_portal::cli::serve;
use reseller_portal::clock::Clock;
use tempfile::TempDir;

use crate::harness::app::settings;
use crate::harness::cast::{self, ALICE, HARBOUR, PASSWORD};
use crate::harness::client::Client;
use crate::harness::database::server;
use crate::harness::{given, keys, wait};

/// A database with its two roles, which are dropped when the test ends.
struct Installation {
    server: String,
    suffix: String,
    data: TempDir,
}

/// Returns the statements from the document's SQL block that contains this text.
fn statements(containing: &str) -> Vec<String> {
    let document = include_str!("../../../docs/operating/databases.md");
    let mut blocks = document.split("```sql\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let block =
        blocks.find(|block| block.contains(containing)).expect("a block in the document has this text");
    block.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()).map(str::to_owned).collect()
}

impl Installation {
    /// Creates the roles, the database, its tables and the cast. Returns `None` if the tests run on SQLite.
    fn new() -> Option<Installation> {
        let server = server()?;
        let suffix = format!("_{}", uuid::Uuid::new_v4().simple());
        let installation = Installation { server, suffix, data: TempDir::new().unwrap() };
        installation.run(&installation.server, &statements("CREATE ROLE"));
        // The serving role can't create the tables, and the message says what to do.
        let app = installation.url("portal_app");
        let refused = cast::command(&app, installation.data.path(), &["migrate"], "");
        let message = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(message.contains("Run 'reseller-portal migrate' as the role that owns them."), "{message}");
        cast::install(&installation.url("portal_owner"), installation.data.path());
        installation.run(&installation.url("portal_owner"), &statements("GRANT"));
        Some(installation)
    }

    /// Runs statements from the document, using the names of this installation.
    fn run(&self, url: &str, statements: &[String]) {
        let mut conn = PgConnection::establish(url).unwrap();
        for statement in statements {
            let named = ["portal_owner", "portal_app", "DATABASE portal"]
                .iter()
                .fold(statement.clone(), |text, name| text.replace(name, &format!("{name}{}", self.suffix)));
            conn.batch_execute(&named).unwrap_or_else(|error| panic!("{named}: {error}"));
        }
    }

    /// Returns the database URL for one of the document's roles.
    fn url(&self, role: &str) -> String {
        let (scheme, rest) = self.server.split_once("://").unwrap();
        let host = rest.split_once('@').map_or(rest, |(_, host)| host);
        let (host, parameters) = host.split_once('?').unwrap_or((host, ""));
        let host = host.split('/').next().unwrap_or_default();
        format!("{scheme}://{role}{0}:choose-one@{host}/portal{0}?{parameters}", self.suffix)
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        let Ok(mut conn) = PgConnection::establish(&self.server) else { return };
        let suffix = &self.suffix;
        for sql in [
            format!("DROP DATABASE IF EXISTS portal{suffix} WITH (FORCE)"),
            format!("DROP ROLE IF EXISTS portal_app{suffix}"),
            format!("DROP ROLE IF EXISTS portal_owner{suffix}"),
        ] {
            let _ = conn.batch_execute(&sql);
        }
    }
}

#[tokio::test]
async fn the_portal_works_with_the_serving_role() {
    let Some(installation) = Installation::new() else { return };
    let url = installation.url("portal_app");
    let config = settings(&url, installation.data.path());
    keys::write_if_missing(&config.secret_key_file());
    let running = serve::start(config, Clock::system(), true).unwrap();
    let client = Client::new(format!("http://{}", running.address));
    assert_eq!(client.get("/readyz").await.status, 200);
    let sign_in = [("email", ALICE.email), ("password", PASSWORD)];
    assert_eq!(client.post("/sign-in", &sign_in).await.status, 303);
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let file = given::file(&given::imeis(0, 20));
    assert_eq!(client.upload(&path, "a.csv", file, &[]).await.status, 303);
    let db = running.services.db.clone();
    wait::until("the upload is finished", || {
        db.read(reseller_portal::store::submissions::queue::count_open).unwrap() == 0
    })
    .await;
    let device = format!("/devices/{}", given::imei(0));
    assert_eq!(client.get(&device).await.status, 200);
    assert_eq!(client.post("/sign-out", &[]).await.status, 303);
    running.stop().await;
}

#[test]
fn the_serving_role_can_neither_change_nor_delete_entries() {
    let Some(installation) = Installation::new() else { return };
    let mut conn = PgConnection::establish(&installation.url("portal_app")).unwrap();
    for table in ["activity", "activity_texts", "activity_seals", "activity_erasures", "activity_removals"] {
        for sql in [
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table} CASCADE"),
            format!("ALTER TABLE {table} DISABLE TRIGGER ALL"),
            format!("DROP TABLE {table}"),
        ] {
            let error = conn.batch_execute(&sql).expect_err(&sql).to_string();
            assert!(error.contains("permission denied") || error.contains("must be owner"), "{sql}: {error}");
        }
    }
    let error = conn.batch_execute("UPDATE activity SET detail = 'x'").unwrap_err().to_string();
    assert!(error.contains("permission denied"), "{error}");
}

#[test]
fn the_serving_role_can_remove_old_entries_and_erase_personal_data() {
    let Some(installation) = Installation::new() else { return };
    let (url, data) = (installation.url("portal_app"), installation.data.path());
    let erased = cast::run_successfully(&url, data, &["activity", "erase", "--email", ALICE.email], "");
    assert_eq!(erased, "Entries erased: 1.\n");
    let db = reseller_portal::store::Db::open(&url, 2).unwrap();
    let later = Clock::system().now() + chrono::Duration::days(1);
    let remove =
        |conn: &mut _| reseller_portal::store::activity::retention::remove_before(conn, later, later);
    assert!(db.write(remove).unwrap() > 10);
}
