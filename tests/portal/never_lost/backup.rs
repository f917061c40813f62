//! A backup taken under load contains everything that was acknowledged before it began. A failed backup changes
//! nothing.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use reseller_portal::store::schema::submissions;
use reseller_portal::store::{Db, Error};

use super::instances::Instance;
use super::load::{self, Load, SentFile};
use super::poison::submit;
use super::promise;
use crate::harness::cast::{self, ALICE, CHARLIE, FJORD, FLEETCARE, HARBOUR, PROGRAM};
use crate::harness::database::{self, Database};
use crate::harness::process;
use crate::harness::wait;

/// Returns the journal that a backup must match. Files acknowledged after the backup began are marked as
/// unacknowledged, because the backup may or may not contain them.
fn journal_for_backup(before: &[SentFile], all: &[SentFile]) -> Vec<SentFile> {
    let later = all[before.len()..].iter().cloned().map(|sent| SentFile { is_acknowledged: false, ..sent });
    before.iter().cloned().chain(later).collect()
}

/// Waits until `count` more files have been acknowledged.
async fn wait_for_acknowledged(load: &Load, count: usize) {
    let (expected, deadline) = (load.acknowledged() + count, Instant::now() + Duration::from_secs(90));
    while load.acknowledged() < expected {
        assert!(Instant::now() < deadline, "no upload was acknowledged: {:?}", load.faults.lock().unwrap());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn uploads_acknowledged_before_a_backup_are_restored() {
    let database = Database::with_cast();
    let file = database.data_dir().join("backup");
    let mut instances = Instance::all(&database);
    for instance in &mut instances {
        instance.start();
    }
    let alice = instances[0].sign_in(ALICE).await;
    let load = Load::new(instances.iter().map(Instance::home).collect());
    let workers: Vec<_> = (0..load::CLIENTS.len())
        .map(|worker| tokio::spawn(load::work(load.clone(), worker, u64::from(std::process::id()))))
        .collect();
    wait_for_acknowledged(&load, 25).await;

    let before = load.journal.lock().unwrap().clone();
    let (url, data_dir, to) = (database.url().to_owned(), database.data_dir().to_owned(), file.clone());
    let backup = tokio::task::spawn_blocking(move || {
        cast::run_successfully(&url, &data_dir, &["backup", to.to_str().unwrap()], "")
    });
    let summary = backup.await.unwrap();
    assert!(summary.contains("is complete and verified"), "{summary}");
    wait_for_acknowledged(&load, 5).await;
    load.stop.store(true, Ordering::Relaxed);
    for worker in workers {
        worker.await.unwrap();
    }
    assert_eq!(*load.faults.lock().unwrap(), Vec::<String>::new());
    let journal = journal_for_backup(&before, &load.journal.lock().unwrap());
    for instance in &mut instances {
        assert!(instance.stop(), "{}", instance.log());
    }

    let restored = Database::empty();
    let summary =
        cast::run_successfully(restored.url(), restored.data_dir(), &["restore", file.to_str().unwrap()], "");
    let db = Db::open(restored.url(), 2).unwrap();
    let uploads = promise::count(&db, "SELECT count(*) AS n FROM uploads");
    assert!(summary.contains(&format!("{uploads} uploads")), "{summary}");
    assert_eq!(promise::count(&db, "SELECT count(*) AS n FROM sessions"), 0);
    // Submissions still being received during the backup were never acknowledged. They are deleted once they are old
    // enough.
    let long_ago = chrono::DateTime::UNIX_EPOCH.naive_utc();
    let receiving = submissions::table.filter(submissions::phase.eq("receiving"));
    let update = diesel::update(receiving).set(submissions::progressed_at.eq(long_ago));
    db.write(|conn| Ok::<_, Error>(update.execute(conn)?)).unwrap();

    // This instance's name differs from those of the instances whose leases are in the backup.
    let mut instance = Instance::new("restored", &restored);
    assert!(instance.start(), "{}", instance.log());
    promise::settle(&db, Duration::from_secs(75));
    let mut violations = promise::violations_in_tables(&db);
    violations.extend(promise::violations_in_journal(&db, &journal));
    for (person, customers) in [(ALICE, [HARBOUR.id, FLEETCARE.id]), (CHARLIE, [HARBOUR.id, FJORD.id])] {
        let client = instance.sign_in(person).await;
        violations.extend(promise::violations_on_pages(&db, &client, &customers).await);
    }
    assert_eq!(violations, Vec::<String>::new());
    let response = alice.at(instance.home()).get("/customers").await;
    assert!(response.location().contains("/sign-in"), "everyone is signed out: {}", response.location());
}

#[tokio::test]
async fn a_submission_in_progress_continues_after_a_restore() {
    let database = Database::with_cast();
    let file = database.data_dir().join("backup");
    let mut instance = Instance::new("one", &database);
    // The backup contains the lease, and no instance with this name comes back to release it.
    instance.fail_points = "plan:after=1*sleep(600000)".to_owned();
    assert!(instance.start());
    submit(&instance, ALICE, "a.csv", 0, 1_500).await;
    let leased = "SELECT count(*) AS n FROM submissions WHERE phase = 'resolved' AND lease_token IS NOT NULL";
    {
        let db = Db::open(database.url(), 2).unwrap();
        wait::until("the submission is leased", || promise::count(&db, leased) == 1).await;
    }
    cast::run_successfully(database.url(), database.data_dir(), &["backup", file.to_str().unwrap()], "");
    instance.kill();

    let restored = Database::empty();
    cast::run_successfully(restored.url(), restored.data_dir(), &["restore", file.to_str().unwrap()], "");
    let db = Db::open(restored.url(), 2).unwrap();
    assert_eq!(promise::count(&db, leased), 1);
    let mut instance = Instance::new("restored", &restored);
    assert!(instance.start(), "{}", instance.log());
    promise::settle(&db, Duration::from_secs(75));
    assert_eq!(promise::violations_in_tables(&db), Vec::<String>::new());
    assert_eq!(promise::count(&db, "SELECT count(*) AS n FROM registrations"), 1_500);
}

/// Returns the file names in a folder that start with this prefix.
pub fn names(folder: &Path, prefix: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(prefix))
        .collect();
    names.sort();
    names
}

/// Runs a command that must fail. Returns its error message.
#[track_caller]
pub fn expect_failure(database: &Database, args: &[&str]) -> String {
    error_message(&cast::command(database.url(), database.data_dir(), args, ""), args)
}

#[track_caller]
fn error_message(output: &Output, args: &[&str]) -> String {
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{args:?}: {error}");
    assert!(error.starts_with("error: ") && !error.contains("panicked"), "{error}");
    error
}

#[test]
fn a_backup_is_one_file_that_replaces_an_older_one_and_is_readable_only_by_its_owner() {
    let database = Database::with_cast();
    let file = database.data_dir().join("backup");
    fs::write(&file, "an older one").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let summary =
        cast::run_successfully(database.url(), database.data_dir(), &["backup", file.to_str().unwrap()], "");
    assert!(summary.contains("0 uploads, 0 registered devices"), "{summary}");
    assert_eq!(names(database.data_dir(), "backup"), ["backup"]);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let bytes = fs::read(&file).unwrap();
    if database::server().is_some() {
        assert!(bytes.starts_with(b"PGDMP"));
    } else {
        assert!(bytes.starts_with(b"SQLite format 3\0"));
        assert_eq!(bytes[18..20], [1, 1], "the file isn't in WAL mode");
    }
}

#[test]
fn a_failed_backup_leaves_the_existing_file_unchanged() {
    let database = Database::with_cast();
    let file = database.data_dir().join("backup");
    fs::write(&file, "an older one").unwrap();
    // Files can't grow beyond 32 KiB, which simulates a full disk.
    let script = "trap '' XFSZ; ulimit -f 64; exec \"$0\" backup \"$1\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, PROGRAM]).arg(&file);
    command.env("DATABASE_URL", database.url()).env("DATA_DIR", database.data_dir());
    let output = process::output(&mut command, b"").unwrap();
    let error = error_message(&output, &["backup"]);
    assert!(error.contains("Cannot write") || error.contains("no space left"), "{error}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "an older one");
    assert_eq!(names(database.data_dir(), "backup"), ["backup"]);
}

#[test]
fn a_backup_path_that_cannot_be_written_is_rejected() {
    let database = Database::with_cast();
    let folder = database.data_dir();
    let nowhere = folder.join("nowhere/backup");
    let error = expect_failure(&database, &["backup", nowhere.to_str().unwrap()]);
    assert!(error.contains("Cannot write") && error.contains("No such file"), "{error}");
    assert!(!folder.join("nowhere").exists());
    let error = expect_failure(&database, &["backup", folder.to_str().unwrap()]);
    assert!(error.contains("is not a regular file"), "{error}");
    if let Some(path) = database.url().strip_prefix("sqlite:") {
        for database_file in [path.to_owned(), format!("{path}-wal"), format!("{path}.lock")] {
            let error = expect_failure(&database, &["backup", &database_file]);
            assert!(error.contains("belongs to the database itself"), "{error}");
        }
    }
    let db = Db::open(database.url(), 2).unwrap();
    assert_eq!(promise::count(&db, "SELECT count(*) AS n FROM resellers"), 2, "the database is unchanged");
}

#[test]
fn a_database_without_tables_cannot_be_backed_up() {
    let database = Database::empty();
    let file = database.data_dir().join("backup");
    let error = expect_failure(&database, &["backup", file.to_str().unwrap()]);
    let reason = if database::server().is_some() { "nothing to back up" } else { "No database exists at" };
    assert!(error.contains(reason), "{error}");
    assert_eq!(names(database.data_dir(), ""), Vec::<String>::new());
}

/// Replaces the PostgreSQL programs in `PATH` with scripts that record their arguments and print the password as they
/// fail.
#[test]
fn the_process_list_never_shows_the_password() {
    let database = Database::with_cast();
    let folder = database.data_dir().join("bin");
    fs::create_dir_all(&folder).unwrap();
    let spy = "#!/bin/sh\necho \"$@\" >\"$DATA_DIR/arguments\"; echo \"$PGPASSWORD\" >\"$DATA_DIR/password\"\n\
               echo \"no $PGPASSWORD here\" >&2; exit 1\n";
    for name in ["pg_dump", "pg_restore"] {
        fs::write(folder.join(name), spy).unwrap();
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let file = database.data_dir().join("backup");
    let run = |url: &str| {
        let mut command = Command::new(PROGRAM);
        command.arg("backup").arg(&file).env("DATABASE_URL", url).env("DATA_DIR", database.data_dir());
        command.env("PATH", format!("{}:/usr/bin:/bin", folder.display()));
        process::output(&mut command, b"").unwrap()
    };
    if database::server().is_none() {
        assert!(run(database.url()).status.success(), "SQLite needs no external program");
        assert!(!database.data_dir().join("arguments").exists());
        return;
    }
    let url = database.url().replacen("@", ":se%63ret%20word@", 1);
    let error = error_message(&run(&url), &["backup"]);
    assert!(error.contains("no … here") && !error.contains("secret"), "{error}");
    let read = |name: &str| fs::read_to_string(database.data_dir().join(name)).unwrap();
    assert_eq!(read("password"), "secret word\n");
    let arguments = read("arguments");
    assert!(arguments.contains("--dbname=postgres://"), "{arguments}");
    assert!(!arguments.contains("ret"), "{arguments}");
    assert!(!file.exists());
}
