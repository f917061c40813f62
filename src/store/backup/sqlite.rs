//! SQLite backups: a compact copy, created through a separate connection while other connections read and write.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::error::{Contents, Error, damaged_backup_error, no_tables_error, not_empty_error, outdated_error};
use super::unfinished::{self, UnfinishedFile};
use crate::store::db::migrations;
use crate::store::schema::{registrations, sessions, uploads};

/// Suffixes of the files that SQLite and the portal keep next to a database file.
const SIBLING_SUFFIXES: [&str; 4] = ["-wal", "-shm", "-journal", ".lock"];

pub(super) fn back_up(database: &str, file: &Path) -> Result<Contents, Error> {
    if !Path::new(database).is_file() {
        return Err(Error::new(format!("No database exists at {database}.")));
    }
    let database_files = std::iter::once(database.to_owned())
        .chain(SIBLING_SUFFIXES.map(|suffix| format!("{database}{suffix}")));
    if database_files.into_iter().any(|database_file| is_same_entry(Path::new(&database_file), file)) {
        return Err(Error::new(format!(
            "{} belongs to the database itself. Choose another file.",
            file.display()
        )));
    }
    let unfinished = UnfinishedFile::next_to(file)?;
    let copy = path_text(unfinished.path())?;
    let mut conn = open(database)?;
    if !has_portal_tables(&mut conn)? {
        return Err(no_tables_error(database));
    }
    let copied = diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(copy).execute(&mut conn);
    copied.map_err(|error| match error.to_string() {
        message if message.contains("malformed") => Error::new(format!(
            "{database} is damaged and cannot be backed up. Keep your existing backups and restore the latest one."
        )),
        message => unfinished::write_error(file, &message),
    })?;
    drop(conn);
    let mut conn = open(copy)?;
    if let Some(damage) = find_damage(&mut conn)? {
        return Err(Error::new(format!(
            "The copy of {database} is damaged ({damage}), so no backup was made. Check the disk."
        )));
    }
    let counts = counts(&mut conn)?;
    drop(conn);
    Ok(contents(unfinished.replace_target()?, counts))
}

pub(super) fn restore(database: &str, file: &Path) -> Result<Contents, Error> {
    let log = with_suffix(file, "-wal");
    if log.metadata().is_ok_and(|log| log.len() > 0) {
        return Err(Error::new(format!(
            "{} is a database that is in use, not a backup. Part of its data is in {}.",
            file.display(),
            log.display()
        )));
    }
    let target = Path::new(database);
    require_empty(target)?;
    let mut unfinished = UnfinishedFile::next_to(target)?;
    let copied = File::open(file).and_then(|mut backup| io::copy(&mut backup, unfinished.file()));
    copied.map_err(|error| unfinished::write_error(target, &error))?;

    let mut conn = open(path_text(unfinished.path())?)?;
    // The header of a copy made by hand may refer to a write-ahead log.
    let prepared = conn.batch_execute("PRAGMA journal_mode = DELETE").map_err(Error::from);
    match prepared.and_then(|()| find_damage(&mut conn)) {
        Ok(None) => {}
        Ok(Some(damage)) => return Err(damaged_backup_error(file, &damage)),
        Err(error) => return Err(damaged_backup_error(file, &error.to_string())),
    }
    if !has_portal_tables(&mut conn)? {
        return Err(Error::new(format!("{} is another application's database.", file.display())));
    }
    let versions: Vec<String> =
        sql::<Text>("SELECT version FROM __diesel_schema_migrations").load(&mut conn)?;
    if migrations::precede_baseline(versions.iter().map(String::as_str)) {
        return Err(outdated_error(file));
    }
    diesel::delete(sessions::table).execute(&mut conn)?;
    let counts = counts(&mut conn)?;
    drop(conn);

    // A write-ahead log that another database left behind would be applied to this one.
    require_empty(target)?;
    for path in [target.to_owned()]
        .into_iter()
        .chain(SIBLING_SUFFIXES[..3].iter().map(|suffix| with_suffix(target, suffix)))
    {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(unfinished::write_error(&path, &error));
            }
            _ => {}
        }
    }
    Ok(contents(unfinished.create_target()?, counts))
}

fn contents(bytes: u64, (uploads, devices): (i64, i64)) -> Contents {
    Contents { bytes, uploads, devices }
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Returns a path as text, as SQLite requires. Returns `Err` if it isn't UTF-8.
fn path_text(path: &Path) -> Result<&str, Error> {
    path.to_str().ok_or_else(|| {
        Error::new(format!("The path {} is not valid UTF-8. Choose another file.", path.display()))
    })
}

fn open(path: &str) -> Result<SqliteConnection, Error> {
    let failed = |error: String| Error::new(format!("Cannot open {path}: {error}."));
    let mut conn = SqliteConnection::establish(path).map_err(|error| failed(error.to_string()))?;
    conn.batch_execute("PRAGMA busy_timeout = 60000").map_err(|error| failed(error.to_string()))?;
    Ok(conn)
}

/// Returns whether two paths refer to the same folder entry, which a rename would replace.
fn is_same_entry(one: &Path, other: &Path) -> bool {
    let entry =
        |path: &Path| Some((unfinished::folder(path).canonicalize().ok()?, path.file_name()?.to_owned()));
    entry(one).is_some_and(|one| Some(one) == entry(other))
}

fn has_portal_tables(conn: &mut SqliteConnection) -> Result<bool, Error> {
    let tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' \
        AND name IN ('uploads', 'registrations', '__diesel_schema_migrations')";
    Ok(sql::<BigInt>(tables).get_result::<i64>(conn)? == 3)
}

/// Returns `Err` if the database has tables. A file without tables counts as empty.
fn require_empty(target: &Path) -> Result<(), Error> {
    if !target.exists() {
        return Ok(());
    }
    let tables = sql::<BigInt>("SELECT count(*) FROM sqlite_schema");
    match tables.get_result::<i64>(&mut open(path_text(target)?)?) {
        Ok(0) => Ok(()),
        Ok(_) => Err(not_empty_error(&target.display().to_string())),
        Err(error) => Err(Error::new(format!(
            "The file {} already exists and is not an empty database ({error}). Set DATABASE_URL to another path.",
            target.display()
        ))),
    }
}

/// Returns the first problem that SQLite finds in a database, or `None` if it is intact.
fn find_damage(conn: &mut SqliteConnection) -> Result<Option<String>, Error> {
    let message: String = sql::<Text>("SELECT * FROM pragma_integrity_check LIMIT 1").get_result(conn)?;
    if message != "ok" {
        return Ok(Some(message.replace('\n', " ")));
    }
    let orphans = "SELECT count(*) FROM pragma_foreign_key_check";
    let orphans: i64 = sql::<BigInt>(orphans).get_result(conn)?;
    Ok((orphans > 0).then(|| format!("rows that refer to missing rows: {orphans}")))
}

fn counts(conn: &mut SqliteConnection) -> Result<(i64, i64), Error> {
    Ok((uploads::table.count().get_result(conn)?, registrations::table.count().get_result(conn)?))
}
