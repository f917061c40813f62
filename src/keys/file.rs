//! Reads and writes key files. Only the owner can read a key file. Files are replaced atomically.

use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use tempfile::NamedTempFile;

use super::list::KeyList;

/// The permission bits for the group and other users.
const OTHERS: u32 = 0o077;

/// The reason why a key file can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyFileError {
    /// The file doesn't exist.
    #[error(
        "The key file {} is missing. For a new portal, create it with 'reseller-portal key create'. If other \
         instances use the same database, copy the file from one of them.", .0.display()
    )]
    Missing(PathBuf),
    /// A sentence that says what is wrong and what to do.
    #[error("{0}")]
    Unusable(String),
}

/// Reads a key file. If other users have access to it, makes it private and logs a warning.
///
/// # Errors
///
/// Returns [`KeyFileError`] if the file is missing, malformed or unreadable, or if it can't be made private.
pub(crate) fn read(path: &Path) -> Result<KeyList, KeyFileError> {
    let failed = |error: io::Error| match error.kind() {
        ErrorKind::NotFound => KeyFileError::Missing(path.to_owned()),
        _ => KeyFileError::Unusable(format!("Cannot read the key file {}: {error}.", path.display())),
    };
    let metadata = fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(KeyFileError::Unusable(format!(
            "The key file {} is not a regular file. Set SECRET_KEY_FILE to another path.",
            path.display()
        )));
    }
    let text = fs::read(path).map_err(failed)?;
    // The path may be wrong, so nothing is changed before the content shows that this is a key file.
    let keys = KeyList::parse(&String::from_utf8_lossy(&text)).map_err(|reason| {
        KeyFileError::Unusable(format!(
            "The key file {} is damaged: {reason}. Restore it from a copy.",
            path.display()
        ))
    })?;
    if metadata.permissions().mode() & OTHERS != 0 {
        fs::set_permissions(path, Permissions::from_mode(0o600)).map_err(|error| {
            KeyFileError::Unusable(format!(
                "Other users can read the key file {0}, and it can't be made private: {error}. Run 'chmod 600 {0}'.",
                path.display()
            ))
        })?;
        tracing::warn!(
            file = %path.display(),
            "other users could read the key file; it is private now. If one of them may have read it, run \
             'reseller-portal key rotate'"
        );
    }
    Ok(keys)
}

/// Creates a key file with one random key.
///
/// # Errors
///
/// Returns [`io::Error`] with the kind `AlreadyExists` if the file exists, and any error from the file system.
pub(crate) fn create(path: &Path, at: NaiveDateTime) -> io::Result<KeyList> {
    let list = KeyList::generate(at);
    fs::create_dir_all(folder(path))?;
    unfinished(path, &list)?.persist_noclobber(path)?;
    sync_folder(path)?;
    Ok(list)
}

/// Adds a key to a key file. `may_rotate` receives the current keys, and prevents the rotation if it returns an error.
/// Concurrent rotations wait until this one has ended.
///
/// # Errors
///
/// Returns the error from `may_rotate`, or an error if the file can't be used or replaced.
pub(crate) fn rotate<E: From<KeyFileError> + From<io::Error>>(
    path: &Path,
    at: NaiveDateTime,
    may_rotate: impl FnOnce(&KeyList) -> Result<(), E>,
) -> Result<KeyList, E> {
    // If the path is a symbolic link, the file that it points to is replaced, not the link.
    let target = fs::canonicalize(path).map_err(|_| KeyFileError::Missing(path.to_owned()))?;
    let lock = File::open(folder(&target))?;
    lock.lock()?;
    let current = read(&target)?;
    may_rotate(&current)?;
    let rotated = current.rotated(at);
    unfinished(&target, &rotated)?.persist(&target).map_err(|error| error.error)?;
    sync_folder(&target)?;
    Ok(rotated)
}

/// Writes the keys to a private temporary file in the same folder. The caller renames it.
fn unfinished(path: &Path, list: &KeyList) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix(".secret-key.").tempfile_in(folder(path))?;
    file.write_all(list.to_text().as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Syncs a file's folder, so that the file's name survives a crash.
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

/// Returns the folder of a file. A bare file name is in the current folder.
fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}
