//! Files and folders that only the portal's own user can read, regardless of the umask.

use std::fs::{self, DirBuilder, File, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Mode of new files. SQLite's log and index files get the same mode as their database.
pub(crate) const FILE_MODE: u32 = 0o600;
/// Mode of new folders.
const FOLDER_MODE: u32 = 0o700;
/// The permission bits for the group and other users.
const OTHERS: u32 = 0o077;
/// The sticky bit, which marks a folder that several users share, such as `/tmp`.
const STICKY: u32 = 0o1000;

/// System folders (Filesystem Hierarchy Standard). Restricting one would break other programs.
const SYSTEM_FOLDERS: [&str; 26] = [
    "/",
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/media",
    "/mnt",
    "/opt",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/srv",
    "/sys",
    "/tmp",
    "/usr",
    "/usr/local",
    "/usr/share",
    "/var",
    "/var/cache",
    "/var/lib",
    "/var/log",
    "/var/spool",
    "/var/tmp",
];

/// Suffixes of the files that belong to an SQLite database. The first is the database itself.
const SQLITE_SUFFIXES: [&str; 5] = ["", "-wal", "-shm", "-journal", ".lock"];

/// Creates a folder and its missing parents. An existing folder is left unchanged.
pub(crate) fn create_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(folder)
}

/// Creates an empty database file, because SQLite would create it with other permissions. Does nothing if it already
/// exists or can't be created.
///
/// An existing database is never opened here: closing it would release the locks that SQLite holds in this process.
pub(crate) fn create_database(path: &str) {
    // SQLite has special names for databases that aren't files.
    if !path.starts_with(':') && !path.starts_with("file:") {
        // If this fails, SQLite fails in the same way and reports the cause.
        let _ = File::options().write(true).create_new(true).mode(FILE_MODE).open(path);
    }
}

/// Returns the paths of all files that belong to the SQLite database at `path`.
pub(crate) fn database_files(path: &str) -> impl Iterator<Item = PathBuf> {
    SQLITE_SUFFIXES.iter().map(move |suffix| PathBuf::from(format!("{path}{suffix}")))
}

/// The result of restricting access to a file or folder.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Restriction {
    /// The path doesn't exist, isn't of the expected kind, or is already accessible only to its owner.
    Unneeded,
    /// Other users had access, which has been removed.
    Restricted,
    /// The folder was left unchanged, because other programs may need it.
    Shared,
}

/// Removes other users' access to a folder. Does nothing if the path isn't a folder.
///
/// Leaves a folder unchanged if it is shared, or if it contains an entry whose name `is_own` doesn't accept.
pub(crate) fn restrict_folder(folder: &Path, is_own: impl Fn(&str) -> bool) -> io::Result<Restriction> {
    let restriction = find_restriction(folder, Metadata::is_dir)?;
    let Restriction::Restricted = restriction else { return Ok(restriction) };
    for entry in fs::read_dir(folder)? {
        if !entry?.file_name().to_str().is_some_and(&is_own) {
            return Ok(Restriction::Shared);
        }
    }
    remove_access(folder)
}

/// Removes other users' access to a regular file. Does nothing if the path is anything else.
pub(crate) fn restrict_file(file: &Path) -> io::Result<Restriction> {
    match find_restriction(file, Metadata::is_file)? {
        Restriction::Restricted => remove_access(file),
        restriction => Ok(restriction),
    }
}

/// Returns how access to a path should be restricted, without changing it.
fn find_restriction(path: &Path, is_expected: impl Fn(&Metadata) -> bool) -> io::Result<Restriction> {
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Restriction::Unneeded),
        metadata => metadata?,
    };
    let mode = metadata.permissions().mode();
    if mode & OTHERS == 0 || !is_expected(&metadata) {
        return Ok(Restriction::Unneeded);
    }
    let is_system_folder =
        || SYSTEM_FOLDERS.iter().any(|folder| Path::new(folder) == path.canonicalize().unwrap_or_default());
    if metadata.is_dir() && (mode & STICKY != 0 || is_system_folder()) {
        return Ok(Restriction::Shared);
    }
    Ok(Restriction::Restricted)
}

fn remove_access(path: &Path) -> io::Result<Restriction> {
    let mode = fs::metadata(path)?.permissions().mode();
    fs::set_permissions(path, Permissions::from_mode(mode & 0o7777 & !OTHERS))?;
    Ok(Restriction::Restricted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn created_files_and_folders_are_private() {
        let folder = tempfile::tempdir().unwrap();
        let nested = folder.path().join("a/b");
        create_folder(&nested).unwrap();
        let file = nested.join("portal.sqlite");
        create_database(file.to_str().unwrap());
        assert_eq!((mode(&nested), mode(nested.parent().unwrap()), mode(&file)), (0o700, 0o700, 0o600));
    }

    #[test]
    fn an_existing_database_keeps_its_content() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("portal.sqlite");
        fs::write(&file, b"content").unwrap();
        create_database(file.to_str().unwrap());
        assert_eq!(fs::read(&file).unwrap(), b"content");
    }

    #[test]
    fn access_by_other_users_is_removed_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("portal.sqlite");
        fs::write(&file, b"").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o664)).unwrap();
        assert_eq!(restrict_file(&file).unwrap(), Restriction::Restricted);
        assert_eq!(mode(&file), 0o600);
        assert_eq!(restrict_file(&file).unwrap(), Restriction::Unneeded);
    }

    #[test]
    fn a_shared_folder_is_left_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o1777)).unwrap();
        assert_eq!(restrict_folder(folder.path(), |_| true).unwrap(), Restriction::Shared);
        assert_eq!(mode(folder.path()), 0o1777);
    }

    #[test]
    fn a_folder_with_other_programs_files_is_left_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        fs::write(folder.path().join("portal.sqlite"), b"").unwrap();
        fs::write(folder.path().join(".profile"), b"").unwrap();
        let is_own = |name: &str| name == "portal.sqlite";
        assert_eq!(restrict_folder(folder.path(), is_own).unwrap(), Restriction::Shared);
        assert_eq!(mode(folder.path()), 0o755);
        fs::remove_file(folder.path().join(".profile")).unwrap();
        assert_eq!(restrict_folder(folder.path(), is_own).unwrap(), Restriction::Restricted);
        assert_eq!(mode(folder.path()), 0o700);
    }

    #[test]
    fn system_folders_are_left_unchanged() {
        for folder in ["/", "/usr", "/etc/", "/tmp/../etc"] {
            assert_eq!(
                restrict_folder(Path::new(folder), |_| true).unwrap(),
                Restriction::Shared,
                "{folder}"
            );
        }
    }

    #[test]
    fn device_files_are_left_unchanged() {
        assert_eq!(restrict_file(Path::new("/dev/null")).unwrap(), Restriction::Unneeded);
        assert_eq!(restrict_folder(Path::new("/dev/null"), |_| true).unwrap(), Restriction::Unneeded);
    }

    #[test]
    fn a_missing_file_needs_no_restriction() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(restrict_file(&folder.path().join("missing")).unwrap(), Restriction::Unneeded);
    }
}
