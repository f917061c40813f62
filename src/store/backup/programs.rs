//! PostgreSQL's client programs.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::error::Error;

/// The folder in which Debian packages install the programs, with a subfolder for each version.
const DEBIAN_FOLDER: &str = "/usr/lib/postgresql";

/// A client program on this machine.
pub(super) struct Program {
    name: &'static str,
    path: PathBuf,
}

impl Program {
    /// Finds the program on the `PATH`, or else the newest version that is installed from a Debian package. Returns
    /// `Err` if the program isn't installed.
    pub(super) fn find(name: &'static str) -> Result<Program, Error> {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        match find_in(name, &folders, Path::new(DEBIAN_FOLDER)) {
            Some(path) => Ok(Program { name, path }),
            None => Err(Error::new(format!(
                "{name} is missing. Install PostgreSQL client programs whose version is at least the server's. On \
                 Debian, they are in the package postgresql-client."
            ))),
        }
    }

    /// Runs the program. Returns its output, or `Ok(Err(_))` with its error messages if it failed.
    ///
    /// The password is passed in the environment, which the process list doesn't show, and is removed from error
    /// messages.
    pub(super) fn run(
        &self,
        password: Option<&OsStr>,
        prepare: impl FnOnce(&mut Command) -> &mut Command,
    ) -> Result<Result<String, String>, Error> {
        let mut command = Command::new(&self.path);
        prepare(&mut command);
        command.env_remove("DATABASE_URL").stdin(Stdio::null());
        if let Some(password) = password {
            command.env("PGPASSWORD", password);
        }
        let output = command
            .output()
            .map_err(|error| Error::new(format!("Cannot run {}: {error}.", self.path.display())))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() {
            return Ok(Ok(text(&output.stdout)));
        }
        let mut message = text(&output.stderr);
        if let Some(password) = password.map(OsStr::to_string_lossy).filter(|password| !password.is_empty()) {
            message = message.replace(&*password, "…");
        }
        Ok(Err(if message.trim().is_empty() {
            format!("{} failed with {}", self.name, output.status)
        } else {
            message.trim().to_owned()
        }))
    }
}

fn find_in(name: &str, path: &OsStr, debian: &Path) -> Option<PathBuf> {
    let on_path = std::env::split_paths(path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|program| program.is_file());
    on_path.or_else(|| {
        let versions = std::fs::read_dir(debian).ok()?.flatten();
        let programs = versions.filter_map(|version| {
            let number: Vec<u32> = version
                .file_name()
                .to_str()?
                .split('.')
                .map(|part| part.parse().ok())
                .collect::<Option<_>>()?;
            let program = version.path().join("bin").join(name);
            program.is_file().then_some((number, program))
        });
        programs.max().map(|(_, program)| program)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_on_the_path_takes_precedence_over_the_newest_installed_version() {
        let folder = tempfile::tempdir().unwrap();
        let create = |subfolder: &str| {
            let folder = folder.path().join(subfolder);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("pg_dump"), "").unwrap();
            folder.join("pg_dump")
        };
        let (old, newest) = (create("debian/9.6/bin"), create("debian/17/bin"));
        create("debian/15/bin");
        create("debian/other/bin");
        let (on_path, debian) = (create("bin"), folder.path().join("debian"));
        let path = std::env::join_paths([folder.path(), on_path.parent().unwrap()]).unwrap();
        assert_eq!(find_in("pg_dump", &path, &debian), Some(on_path));
        assert_eq!(find_in("pg_dump", OsStr::new(""), &debian), Some(newest.clone()));
        std::fs::remove_file(newest).unwrap();
        assert_eq!(
            find_in("pg_dump", OsStr::new("relative"), &debian).unwrap(),
            folder.path().join("debian/15/bin/pg_dump")
        );
        assert!(old.exists());
        assert_eq!(find_in("pg_restore", &path, &debian), None);
    }

    #[test]
    fn a_password_is_passed_in_the_environment_and_removed_from_error_messages() {
        let shell = Program { name: "sh", path: PathBuf::from("/bin/sh") };
        let run = |script: &'static str| {
            shell.run(Some(OsStr::new("se cret")), |command| command.args(["-c", script])).unwrap()
        };
        assert_eq!(run("echo \"$PGPASSWORD$DATABASE_URL\""), Ok("se cret\n".to_owned()));
        assert_eq!(run("echo \"no 'se cret' here\" >&2; exit 1"), Err("no '…' here".to_owned()));
        assert_eq!(run("exit 3"), Err("sh failed with exit status: 3".to_owned()));
    }
}
