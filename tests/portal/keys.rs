//! The key file: its creation, its fingerprint in the database, and rotation while people are signed in.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use diesel::prelude::*;
use reseller_portal::store::schema::settings;
use reseller_portal::store::{Db, Error};

use crate::harness::cast::{self, ALICE, BOB, PROGRAM};
use crate::harness::database::{self, Database};
use crate::harness::migrations::migrate_from_baseline;
use crate::harness::process::{self, Signal};
use crate::harness::{keys, wait};
use crate::never_lost::backup::expect_failure;
use crate::never_lost::instances::Instance;

const CHANGED: &str = "the key file has changed";

fn key_file(instance: &Instance) -> PathBuf {
    instance.data_dir().join("secret.key")
}

/// Runs a command with the settings of an instance. Returns its output.
fn command(instance: &Instance, args: &[&str]) -> String {
    cast::run_successfully(&instance.url, instance.data_dir(), args, "")
}

#[test]
fn a_missing_key_file_is_created_on_sqlite_and_an_error_on_postgresql() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    fs::remove_file(key_file(&instance)).unwrap();
    let is_sqlite = database::server().is_none();
    assert_eq!(instance.start(), is_sqlite, "{}", instance.log());
    assert_eq!(key_file(&instance).exists(), is_sqlite);
    if is_sqlite {
        assert_eq!(fs::metadata(key_file(&instance)).unwrap().permissions().mode() & 0o777, 0o600);
        return;
    }
    assert!(instance.log().contains("create it with 'reseller-portal key create'"), "{}", instance.log());
    command(&instance, &["key", "create"]);
    assert!(instance.start(), "{}", instance.log());
}

#[test]
fn an_existing_key_file_is_never_overwritten() {
    let database = Database::with_cast();
    cast::run_successfully(database.url(), database.data_dir(), &["key", "create"], "");
    let before = fs::read(database.data_dir().join("secret.key")).unwrap();
    let error = expect_failure(&database, &["key", "create"]);
    assert!(error.contains("already exists") && error.contains("key rotate"), "{error}");
    assert_eq!(fs::read(database.data_dir().join("secret.key")).unwrap(), before);
}

#[test]
fn an_instance_with_another_key_file_starts_only_after_the_file_is_adopted() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    assert!(instance.start() && instance.stop(), "{}", instance.log());
    fs::write(key_file(&instance), keys::line(2, "2026-11-02T00:00:00Z")).unwrap();
    assert!(!instance.start(), "{}", instance.log());
    let log = instance.log();
    assert!(log.contains("with key 00000002 belongs to another database"), "{log}");
    assert!(log.contains("has been used with key 00000001") && log.contains("key adopt"), "{log}");
    command(&instance, &["key", "adopt"]);
    assert!(instance.start(), "{}", instance.log());
}

#[test]
fn a_lost_key_file_is_not_replaced_silently() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    assert!(instance.start() && instance.stop(), "{}", instance.log());
    fs::remove_file(key_file(&instance)).unwrap();
    assert!(!instance.start(), "{}", instance.log());
    assert!(instance.log().contains("is missing, but this database has been used with key 00000001"));
    assert!(!key_file(&instance).exists());
}

#[test]
fn a_damaged_key_file_is_rejected_with_the_number_of_the_damaged_line() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    fs::write(key_file(&instance), "# keys\n00000001 2026-11-01T00:00:00Z c2hvcnQ=\n").unwrap();
    assert!(!instance.start(), "{}", instance.log());
    assert!(instance.log().contains("line 2: the key must be 64 bytes in base64"), "{}", instance.log());
}

#[test]
fn a_file_that_is_not_a_key_file_is_left_unchanged() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    let text = "root:x:0:0:root:/root:/bin/sh\n";
    fs::write(key_file(&instance), text).unwrap();
    fs::set_permissions(key_file(&instance), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(!instance.start(), "{}", instance.log());
    assert_eq!(fs::metadata(key_file(&instance)).unwrap().permissions().mode() & 0o777, 0o644);
    assert_eq!(fs::read_to_string(key_file(&instance)).unwrap(), text);
}

#[test]
fn a_key_file_that_others_can_read_becomes_private() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    fs::set_permissions(key_file(&instance), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(instance.start(), "{}", instance.log());
    assert!(instance.log().contains("other users could read the key file"), "{}", instance.log());
    assert_eq!(fs::metadata(key_file(&instance)).unwrap().permissions().mode() & 0o777, 0o600);
}

/// The test needs a second thread to notice that a stopped portal has closed its connections.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_stay_signed_in_while_the_key_is_rotated() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    assert!(instance.start(), "{}", instance.log());
    let alice = instance.sign_in(ALICE).await;
    command(&instance, &["key", "rotate"]);
    wait::until("the new key is noticed", || instance.log().contains(CHANGED)).await;
    assert_eq!(alice.get("/account").await.status, 200, "signed in before the rotation");
    let bob = instance.sign_in(BOB).await;
    assert!(instance.stop() && instance.start(), "{}", instance.log());
    for client in [alice, bob] {
        assert_eq!(client.get("/account").await.status, 200, "still signed in after a restart");
    }
}

/// The first key in the file signs new cookies. It replaced the second one an hour or a day ago. The test needs a
/// second thread to notice that a stopped portal has closed its connections.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn session_cookies_signed_with_a_replaced_key_are_accepted_for_12_hours() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    assert!(instance.start(), "{}", instance.log());
    let alice = instance.sign_in(ALICE).await;
    for (hours, status) in [(1, 200), (24, 303)] {
        assert!(instance.stop(), "{}", instance.log());
        let replaced_at = chrono::Utc::now() - chrono::TimeDelta::hours(hours);
        let new = keys::line(2, &replaced_at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
        fs::write(key_file(&instance), new + keys::line(1, "2020-01-01T00:00:00Z").as_str()).unwrap();
        assert!(instance.start(), "{}", instance.log());
        assert_eq!(alice.get("/account").await.status, status, "{hours} hours after the rotation");
    }
}

/// The test needs a second thread to notice that a stopped portal has closed its connections.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instances_accept_each_others_sessions_while_only_one_has_the_new_key() {
    let database = Database::with_cast();
    let mut instances = Instance::all(&database);
    let [rotated, other] = &mut instances[..] else { return };
    assert!(rotated.start() && other.start());
    command(rotated, &["key", "rotate"]);
    wait::until("the new key is noticed", || rotated.log().contains(CHANGED)).await;
    let alice = rotated.sign_in(ALICE).await;
    assert_eq!(alice.at(other.home()).get("/account").await.status, 200);
    assert!(other.stop() && other.start(), "{}", other.log());
    assert!(other.log().contains("the key file lacks the newest key"), "{}", other.log());
    assert_eq!(alice.at(other.home()).get("/account").await.status, 200);
    let error = cast::command(&other.url, other.data_dir(), &["key", "rotate"], "");
    let error = String::from_utf8_lossy(&error.stderr).into_owned();
    assert!(error.contains("lacks the newest key"), "{error}");
}

#[test]
fn the_keys_themselves_are_never_shown() {
    let database = Database::with_cast();
    let instance = Instance::new("one", &database);
    command(&instance, &["key", "rotate"]);
    let file = fs::read_to_string(key_file(&instance)).unwrap();
    let shown = command(&instance, &["key", "show"]);
    let lines: Vec<&str> = file.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!((lines.len(), shown.lines().count()), (2, 2), "{shown}");
    for (line, shown) in lines.iter().zip(shown.lines()) {
        let words: Vec<&str> = line.split(' ').collect();
        assert!(shown.starts_with(words[0]) && !shown.contains(words[2]), "{shown}");
    }
}

#[test]
fn a_restored_database_needs_the_key_file_that_backups_do_not_include() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    assert!(instance.start(), "{}", instance.log());
    let backup = database.data_dir().join("backup").display().to_string();
    let summary = command(&instance, &["backup", &backup]);
    let file = key_file(&instance).display().to_string();
    assert!(summary.contains(&format!("doesn't include the key file {file}")), "{summary}");

    let restored = Database::empty();
    let mut other = Instance::new("restored", &restored);
    fs::remove_file(key_file(&other)).unwrap();
    let summary = command(&other, &["restore", &backup]);
    let missing = format!("{} is missing; copy", key_file(&other).display());
    assert!(summary.contains(&missing), "{summary}");
    assert!(!other.start(), "{}", other.log());
    fs::copy(key_file(&instance), key_file(&other)).unwrap();
    assert!(other.start(), "{}", other.log());
}

#[test]
fn a_worker_with_another_databases_key_file_does_not_start() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    assert!(instance.start() && instance.stop(), "{}", instance.log());
    fs::write(key_file(&instance), keys::line(2, "2026-11-02T00:00:00Z")).unwrap();
    let output = cast::command(&instance.url, instance.data_dir(), &["work"], "");
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{error}");
    assert!(error.contains("with key 00000002 belongs to another database"), "{error}");
}

#[test]
fn a_worker_needs_no_key_file() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    assert!(instance.start() && instance.stop(), "{}", instance.log());
    fs::remove_file(key_file(&instance)).unwrap();
    let mut command = Command::new(PROGRAM);
    command.arg("work").env("DATABASE_URL", &instance.url).env("DATA_DIR", instance.data_dir());
    let mut worker = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(worker.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "Processing uploads. Press Ctrl-C to stop.\n");
    process::signal(&mut worker, Signal::TERM).unwrap();
    assert!(process::wait(&mut worker).unwrap().success());
}

#[test]
fn the_cookie_key_from_older_versions_is_removed() {
    let database = Database::empty();
    let old_rows = "INSERT INTO settings (name, value) VALUES ('cookie_key', 'secret'), ('other', 'kept')";
    migrate_from_baseline(&database, old_rows);
    let db = Db::open(database.url(), 2).unwrap();
    let names = settings::table.select(settings::name);
    let names: Vec<String> = db.read(|conn| Ok::<_, Error>(names.load(conn)?)).unwrap();
    assert_eq!(names, ["other"]);
}
