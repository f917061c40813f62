//! Each setting rejects unusable values with a message that names the setting. The list of settings comes from the
//! executable, so new settings are tested too.

use std::process::{Command, Output};

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use clap::Arg;
use diesel::connection::SimpleConnection;
use reseller_portal::cli;
use reseller_portal::store::{Conn, Db, Error};

use crate::harness::cast::{ALICE, PROGRAM};
use crate::harness::database::Database;
use crate::harness::process;

/// Runs `serve` with these variables, which must prevent it from starting.
fn serve(database: &Database, variables: &[(&str, &str)]) -> Output {
    run("serve", database, variables)
}

fn run(command_name: &str, database: &Database, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.arg(command_name).env("DATABASE_URL", database.url()).env("DATA_DIR", database.data_dir());
    command.env("LISTEN", "127.0.0.1:0").env_remove("RUST_LOG").envs(variables.iter().copied());
    process::output(&mut command, b"").unwrap()
}

/// Returns the error message from a command that is expected to fail. Panics if it succeeded.
fn sentence(context: &str, output: &Output) -> String {
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!output.status.success(), "{context}: {error}");
    assert!(!error.contains("panicked"), "{context}: {error}");
    let last = error.lines().last().unwrap_or_default();
    assert!(last.starts_with("error: ") && last.ends_with('.'), "{context}: {error}");
    last.to_owned()
}

fn settings() -> Vec<Arg> {
    cli::command().get_arguments().filter(|arg| arg.get_env().is_some()).cloned().collect()
}

fn variable(setting: &Arg) -> String {
    setting.get_env().unwrap().to_str().unwrap().to_owned()
}

fn default(setting: &Arg) -> String {
    setting.get_default_values().iter().map(|value| value.to_str().unwrap()).collect()
}

fn help(setting: &Arg) -> String {
    setting.get_long_help().or(setting.get_help()).unwrap().to_string()
}

/// Returns whether a setting is a number. A number that is unset by default is recognized by its range.
fn is_number(setting: &Arg) -> bool {
    default(setting).parse::<u64>().is_ok() || help(setting).contains("From ")
}

/// Returns the range at the end of a number's description, such as "From 1 to 30".
fn range(setting: &Arg) -> (u64, u64) {
    let help = help(setting);
    let range =
        help.rsplit_once("From ").and_then(|(_, range)| range.trim_end_matches('.').split_once(" to "));
    let (min, max) = range.unwrap_or_else(|| panic!("the description has no range: {help}"));
    (min.parse().unwrap(), max.parse().unwrap())
}

/// Returns values that a setting must reject.
fn wrong_values(setting: &Arg) -> Vec<String> {
    let name = variable(setting);
    let wrong: &[&str] = match name.as_str() {
        "ALLOWED_HOSTS" => &["", "portal example", "https://portal.example", "a,,b"],
        "DATABASE_URL" => {
            &["", "mysql://db.example/portal", "sqlite:", "postgres://user:pass/word@db.example/portal"]
        }
        "DATA_DIR" => &["", "/dev/null", "/proc/portal"],
        "INSTANCE" => &["", "  ", "a\nb"],
        "LISTEN" | "METRICS_LISTEN" => &["", "portal.example", "127.0.0.1:65536"],
        "PUBLIC_URL" => {
            &["", "portal.example", "https://portal.example/portal", "https://u:secret@portal.example"]
        }
        "SECRET_KEY_FILE" => &["", "/proc", "/proc/portal/key"],
        "TRUSTED_PROXIES" => &["", "proxy", "0.0.0.0/0", "17"],
        "VERIFICATION" => &["", "none", "Format"],
        _ if default(setting) == "off" => &["", "maybe", "2"],
        _ if is_number(setting) => {
            let (min, max) = range(setting);
            let below = i128::from(min) - 1;
            return vec!["".to_owned(), "many".to_owned(), below.to_string(), (max + 1).to_string()];
        }
        _ => panic!("add three wrong values for {name}"),
    };
    wrong.iter().map(|value| (*value).to_owned()).collect()
}

#[test]
fn a_wrong_value_is_rejected_with_a_message_that_names_the_setting() {
    let database = Database::with_cast();
    for setting in settings() {
        let name = variable(&setting);
        for value in wrong_values(&setting) {
            let context = format!("{name}={value}");
            let sentence = sentence(&context, &serve(&database, &[(&name, &value)]));
            // For a file that can't be used, the message names the file instead.
            let is_file = !value.is_empty() && sentence.contains(&value);
            assert!(sentence.contains(&name) || is_file, "{context}: {sentence}");
            for secret in ["secret", "pass/word"] {
                assert!(!sentence.contains(secret), "{context}: {sentence}");
            }
        }
    }
}

#[test]
fn both_ends_of_a_numeric_range_are_accepted() {
    for setting in settings().iter().filter(|setting| is_number(setting)) {
        let (min, max) = range(setting);
        for number in [min, max] {
            let flag = format!("--{}={number}", setting.get_long().unwrap());
            let parsed = cli::command().try_get_matches_from(["reseller-portal", "serve", &flag]);
            assert!(parsed.is_ok(), "{flag}");
        }
    }
}

#[test]
fn common_words_are_accepted_for_settings_that_are_on_or_off() {
    for setting in settings().iter().filter(|setting| default(setting) == "off") {
        let flag = format!("--{}", setting.get_long().unwrap());
        for value in ["", "=1", "=yes", "=on", "=true", "=0", "=no", "=off", "=false"] {
            let flag = format!("{flag}{value}");
            let parsed = cli::command().try_get_matches_from(["reseller-portal", &flag, "serve"]);
            assert!(parsed.is_ok(), "{flag}");
        }
    }
}

#[test]
fn a_misspelt_setting_is_an_error_without_a_database_url() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["DATABSE_URL", "database_url", "PUBLIC_URI", "MAX_ROW"] {
        let mut command = Command::new(PROGRAM);
        command.arg("migrate").env_remove("DATABASE_URL").env("DATA_DIR", folder.path()).env(name, "se/cret");
        let sentence = sentence(name, &process::output(&mut command, b"").unwrap());
        assert!(sentence.contains(name) && sentence.contains("; did you mean "), "{sentence}");
        assert!(!sentence.contains("se/cret"), "{sentence}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "no database was created");
}

#[test]
fn a_misspelt_setting_is_only_a_warning_with_a_database_url() {
    let database = Database::with_cast();
    let mut command = Command::new(PROGRAM);
    command.arg("migrate").env("DATABASE_URL", database.url()).env("DATA_DIR", database.data_dir());
    command.env("PUBLIC_URLL", "https://portal.example").env_remove("RUST_LOG");
    let output = process::output(&mut command, b"").unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{log}");
    assert!(log.contains("PUBLIC_URLL is not a setting; did you mean PUBLIC_URL?"), "{log}");
    assert!(!log.contains("portal.example"), "{log}");
}

#[test]
fn demo_passwords_are_refused_at_an_https_address() {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let hash = Argon2::default().hash_password(b"demo-Portal-2026").unwrap().to_string();
    let person = format!("email = 'maya.okafor@brightline.example', password_hash = '{hash}'");
    let sql = format!("UPDATE people SET {person} WHERE email = '{}'", ALICE.email);
    let update = |conn: &mut Conn| match conn {
        Conn::Sqlite(c) => c.batch_execute(&sql),
        Conn::Postgres(c) => c.batch_execute(&sql),
    };
    db.write(|conn| Ok::<_, Error>(update(conn)?)).unwrap();
    drop(db);
    for command in ["serve", "work"] {
        let output = run(command, &database, &[("PUBLIC_URL", "https://portal.example")]);
        let sentence = sentence(command, &output);
        assert!(sentence.contains("demo accounts"), "{sentence}");
        assert!(!sentence.contains("demo-Portal-2026"), "{sentence}");
    }
}

#[test]
fn the_demo_cannot_be_served_at_an_https_address() {
    let database = Database::empty();
    for command_name in ["dev", "demo"] {
        let mut command = Command::new(PROGRAM);
        command.arg(command_name).env("DATABASE_URL", database.url()).env("DATA_DIR", database.data_dir());
        command.env("LISTEN", "127.0.0.1:0").env("PUBLIC_URL", "https://portal.example");
        let sentence = sentence(command_name, &process::output(&mut command, b"").unwrap());
        assert!(sentence.contains("PUBLIC_URL"), "{sentence}");
    }
}
