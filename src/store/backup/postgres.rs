//! PostgreSQL backups, created with `pg_dump` and restored with `pg_restore`.

use std::io::Write;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::error::{Contents, Error, damaged_backup_error, no_tables_error, not_empty_error, outdated_error};
use super::password;
use super::programs::Program;
use super::unfinished::{self, UnfinishedFile};
use crate::store::db::migrations;
use crate::store::schema::{registrations, uploads};

/// How messages refer to the database. They must not show its address, which may contain a password.
const DATABASE_NAME: &str = "The database in DATABASE_URL";

pub(super) fn back_up(url: &str, file: &Path) -> Result<Contents, Error> {
    let (pg_dump, pg_restore) = (Program::find("pg_dump")?, Program::find("pg_restore")?);
    let unfinished = UnfinishedFile::next_to(file)?;
    let mut conn = connect(url)?;
    // The counts match the backup, because `pg_dump` uses the same snapshot.
    conn.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
    if !has_table(&mut conn, "= 'registrations'")? {
        return Err(no_tables_error(DATABASE_NAME));
    }
    let snapshot: String = sql::<Text>("SELECT pg_export_snapshot()").get_result(&mut conn)?;
    let (uploads, devices) = counts(&mut conn)?;
    let (url, password) = password::split_password(url);
    let dump_result = pg_dump.run(password.as_deref(), |command| {
        command.args(["--format=custom", "--no-password"]);
        command.arg(format!("--snapshot={snapshot}")).arg(format!("--dbname={url}"));
        command.arg("--file").arg(unfinished.path())
    })?;
    if let Err(message) = dump_result {
        return Err(unfinished::write_error(file, &message));
    }
    drop(conn);
    let listed = pg_restore.run(None, |command| command.arg("--list").arg(unfinished.path()))?;
    if let Err(message) = listed {
        return Err(Error::new(format!(
            "The new backup could not be read back, so it was discarded: {message}"
        )));
    }
    Ok(Contents { bytes: unfinished.replace_target()?, uploads, devices })
}

pub(super) fn restore(url: &str, file: &Path) -> Result<Contents, Error> {
    let pg_restore = Program::find("pg_restore")?;
    let mut conn = connect(url)?;
    // Instances that start during the restore wait for this lock before they check for pending migrations.
    conn.batch_execute(migrations::LOCK)?;
    if has_table(&mut conn, "IS NOT NULL")? {
        return Err(not_empty_error(DATABASE_NAME));
    }
    let listed = pg_restore.run(None, |command| command.arg("--list").arg(file))?;
    let list = listed.map_err(|message| damaged_backup_error(file, &message))?;
    if !list.lines().any(|line| describes(line, "TABLE", "registrations")) {
        return Err(Error::new(format!("{} is a backup of another application's database.", file.display())));
    }
    if migrations::precede_baseline(versions(&pg_restore, file)?.iter().map(String::as_str)) {
        return Err(outdated_error(file));
    }
    // The list omits the sessions, so that they never become valid again, not even briefly.
    let kept = list.lines().filter(|line| !describes(line, "TABLE DATA", "sessions"));
    let mut selection = tempfile::NamedTempFile::new().map_err(|error| Error::new(error.to_string()))?;
    for line in kept {
        writeln!(selection, "{line}").map_err(|error| Error::new(error.to_string()))?;
    }
    let (address, password) = password::split_password(url);
    let restored = pg_restore.run(password.as_deref(), |command| {
        command.args(["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]);
        command.arg("--no-password").arg(format!("--dbname={address}"));
        command.arg("--use-list").arg(selection.path()).arg(file);
        // As with the portal's own commits, the data must be on disk when the restore reports success.
        command.env("PGOPTIONS", "-c synchronous_commit=on")
    })?;
    restored
        .map_err(|message| Error::new(format!("Nothing was restored from {}: {message}", file.display())))?;
    let (uploads, devices) = counts(&mut connect(url)?)?;
    let bytes = file.metadata().map_err(|error| Error::new(error.to_string()))?.len();
    Ok(Contents { bytes, uploads, devices })
}

/// Returns whether a line from a backup's table of contents (`number; oid oid KIND schema name owner`) describes this
/// object.
fn describes(line: &str, kind: &str, name: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().skip(3).collect();
    let kind: Vec<&str> = kind.split(' ').collect();
    words.strip_prefix(&kind[..]).is_some_and(|rest| rest.get(1) == Some(&name))
}

/// Returns the migration versions that are recorded in a backup.
fn versions(pg_restore: &Program, file: &Path) -> Result<Vec<String>, Error> {
    let output = pg_restore.run(None, |command| {
        command.args(["--data-only", "--table=__diesel_schema_migrations", "--file=-"]).arg(file)
    })?;
    let output = output.map_err(|message| damaged_backup_error(file, &message))?;
    let rows = output.lines().skip_while(|line| !line.starts_with("COPY ")).skip(1);
    let version = |row: &str| row.split('\t').next().unwrap_or_default().to_owned();
    Ok(rows.take_while(|row| *row != "\\.").map(version).collect())
}

fn connect(url: &str) -> Result<PgConnection, Error> {
    let mut conn = PgConnection::establish(url)
        .map_err(|error| Error::new(format!("{DATABASE_NAME} is unreachable: {error}")))?;
    conn.batch_execute("SET lock_timeout = 0; SET statement_timeout = 0")?;
    Ok(conn)
}

/// Returns whether any schema contains a table whose name meets the condition.
fn has_table(conn: &mut PgConnection, condition: &str) -> Result<bool, Error> {
    let tables = format!(
        "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
         AND tablename {condition}"
    );
    Ok(sql::<BigInt>(&tables).get_result::<i64>(conn)? > 0)
}

fn counts(conn: &mut PgConnection) -> Result<(i64, i64), Error> {
    Ok((uploads::table.count().get_result(conn)?, registrations::table.count().get_result(conn)?))
}

#[cfg(test)]
mod tests {
    use super::describes;

    #[test]
    fn a_line_describes_an_object_by_its_exact_kind_and_name() {
        let line = "3456; 0 16400 TABLE DATA public sessions portal";
        assert!(describes(line, "TABLE DATA", "sessions"));
        assert!(!describes(line, "TABLE DATA", "log"));
        assert!(!describes("210; 1259 16400 TABLE public sessions portal", "TABLE DATA", "sessions"));
        assert!(describes("210; 1259 16400 TABLE public registrations portal", "TABLE", "registrations"));
        assert!(!describes(";     dbname: sessions", "TABLE DATA", "sessions"));
    }
}
