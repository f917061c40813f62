//! The log warns about settings that expose passwords, and other users can't read the portal's files.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};

use crate::harness::cast::PROGRAM;
use crate::harness::database::{self, Database};
use crate::harness::process;
use crate::never_lost::instances::Instance;

fn mode(path: &Path) -> u32 {
    let metadata = fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    metadata.permissions().mode() & 0o7777
}

#[tokio::test]
async fn existing_files_become_private_at_start_up() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    let file = database.data_dir().join("portal.sqlite");
    let is_sqlite = database::server().is_none();
    if is_sqlite {
        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    }
    fs::set_permissions(instance.data_dir(), Permissions::from_mode(0o755)).unwrap();
    assert!(instance.start());
    let folder = instance.data_dir().clone();
    assert_eq!((mode(&folder), mode(&folder.join("tmp"))), (0o700, 0o700));
    if is_sqlite {
        for suffix in ["", "-wal", "-shm", ".lock"] {
            let file = format!("{}{suffix}", file.display());
            assert_eq!(mode(Path::new(&file)), 0o600, "{file}");
        }
    }
    let log = instance.log();
    assert!(log.contains("it is now restricted to its owner"), "{log}");
    assert!(instance.stop());
}

/// Runs `serve` on an SQLite file, which must prevent it from starting. Returns the error.
fn refuse(data: &Path, file: &Path) -> String {
    let mut command = Command::new(PROGRAM);
    command.arg("serve").env("DATA_DIR", data).env("LISTEN", "127.0.0.1:0").env_remove("RUST_LOG");
    command.env("DATABASE_URL", format!("sqlite:{}", file.display()));
    let output = process::output(&mut command, b"").unwrap();
    assert!(!output.status.success(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_file_that_is_not_a_database_is_left_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("passwd");
    let text = "root:x:0:0:root:/root:/bin/sh\n".repeat(100);
    fs::write(&file, &text).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    let error = refuse(&folder.path().join("data"), &file);
    assert!(error.contains("not a database"), "{error}");
    assert_eq!((mode(&file), fs::read_to_string(&file).unwrap()), (0o644, text));
}

#[test]
fn another_programs_database_is_left_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("places.sqlite");
    SqliteConnection::establish(file.to_str().unwrap())
        .unwrap()
        .batch_execute("CREATE TABLE places (url TEXT)")
        .unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    let error = refuse(&folder.path().join("data"), &file);
    assert!(error.contains("another program's tables"), "{error}");
    assert_eq!(mode(&file), 0o644);
}

#[tokio::test]
async fn a_data_folder_that_other_programs_use_is_left_unchanged() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    let folder = instance.data_dir().clone();
    fs::write(folder.join(".profile"), "umask 022\n").unwrap();
    fs::create_dir_all(folder.join("tmp")).unwrap();
    fs::write(folder.join("tmp/notes.txt"), "notes\n").unwrap();
    for shared in [folder.clone(), folder.join("tmp")] {
        fs::set_permissions(shared, Permissions::from_mode(0o755)).unwrap();
    }
    assert!(instance.start());
    assert_eq!((mode(&folder), mode(&folder.join("tmp"))), (0o755, 0o755));
    assert!(instance.log().contains("its permissions were not changed"), "{}", instance.log());
    assert!(instance.stop());
}

#[test]
fn new_files_are_private_regardless_of_the_umask() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("a/data");
    let mut command = Command::new("sh");
    command.args(["-c", "umask 000 && exec \"$0\" migrate", PROGRAM]).env("DATA_DIR", &data);
    process::run_successfully(
        command.env("DATABASE_URL", format!("sqlite:{}", data.join("portal.sqlite").display())),
    )
    .unwrap();
    assert_eq!((mode(&folder.path().join("a")), mode(&data)), (0o700, 0o700));
    assert_eq!(mode(&data.join("portal.sqlite")), 0o600);
}

#[tokio::test]
async fn plain_http_beyond_this_machine_causes_a_warning() {
    let database = Database::with_cast();
    for (flags, has_warning) in [(vec![], true), (vec!["--public-url", "https://portal.example"], false)] {
        let mut instance = Instance::new("one", &database);
        let address = format!("0.0.0.0:{}", instance.port()).leak();
        instance.flags.extend(["--listen", address]);
        instance.flags.extend(flags);
        let before = instance.log().len();
        assert!(instance.start());
        assert!(instance.stop());
        let log = instance.log()[before..].to_owned();
        assert_eq!(log.contains("accepts plain HTTP from other machines"), has_warning, "{log}");
    }
}

#[test]
fn an_unencrypted_database_connection_causes_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(PROGRAM);
    // libpq rejects the unknown parameter, so no connection is made.
    let url = "postgres://portal:secret@db.example/portal?sslmode=prefer&unknown=1";
    command.arg("serve").env("DATABASE_URL", url).env("DATA_DIR", folder.path()).env_remove("RUST_LOG");
    let output = process::output(&mut command, b"").unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{log}");
    assert!(log.contains("The connection to the PostgreSQL server is not encrypted"), "{log}");
    assert!(!log.contains("secret"), "{log}");
}
