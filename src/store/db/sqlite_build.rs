//! Checks at startup that SQLite is new enough and was compiled with the portal's flags.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::error::Error;

/// Flags for compiling SQLite. They must match those in `.cargo/config.toml`, which explains them.
const FLAGS: &str = "SQLITE_ENABLE_QPSG SQLITE_DEFAULT_MEMSTATUS=0 -USQLITE_ENABLE_MEMORY_MANAGEMENT \
    -USQLITE_THREADSAFE -DSQLITE_THREADSAFE=2";
/// Minimum SQLite version. Earlier versions can lose data when two connections reset the log at the same time.
const MIN_VERSION: [u32; 3] = [3, 51, 3];

#[derive(QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Text)]
    text: String,
}

/// Checks this build's SQLite. Returns [`Error::Unusable`] with instructions if it is too old or was compiled without
/// the flags.
pub(super) fn check() -> Result<(), Error> {
    let mut memory = SqliteConnection::establish(":memory:")
        .map_err(|error| Error::Database(format!("SQLite in memory: {error}")))?;
    let version: TextRow = diesel::sql_query("SELECT sqlite_version() AS text").get_result(&mut memory)?;
    let options: Vec<TextRow> =
        diesel::sql_query("SELECT compile_options AS text FROM pragma_compile_options").load(&mut memory)?;
    let options: Vec<String> = options.into_iter().map(|option| option.text).collect();
    check_version(&version.text)?;
    check_options(&options)
}

fn check_version(version: &str) -> Result<(), Error> {
    let number: Vec<u32> = version.split('.').filter_map(|part| part.parse().ok()).collect();
    if number.as_slice() >= MIN_VERSION.as_slice() {
        return Ok(());
    }
    let [major, minor, patch] = MIN_VERSION;
    Err(Error::Unusable(format!(
        "This portal was built with SQLite {version}, which can lose data. To build it with SQLite \
         {major}.{minor}.{patch} or later, use the versions in Cargo.lock: cargo install --locked …"
    )))
}

fn check_options(options: &[String]) -> Result<(), Error> {
    let wrong: Vec<String> = FLAGS.split(' ').filter_map(|flag| find_contradiction(flag, options)).collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Error::Unusable(format!(
        "This portal was built without the flags that its SQLite library needs ({}). 'cargo install --git' doesn't \
         read them from the repository. Build it again with: LIBSQLITE3_FLAGS='{FLAGS}' cargo install --locked \
         --force …",
        wrong.join(", ")
    )))
}

/// Returns how a build's options contradict a flag, or `None` if they don't.
fn find_contradiction(flag: &str, options: &[String]) -> Option<String> {
    if let Some(undefined) = flag.strip_prefix("-USQLITE_") {
        // Another flag may define it again with a different value.
        let is_defined_again = FLAGS.contains(&format!("-DSQLITE_{undefined}="));
        let is_defined = |option: &&String| option.split('=').next().is_some_and(|name| name == undefined);
        return options
            .iter()
            .find(is_defined)
            .filter(|_| !is_defined_again)
            .map(|option| format!("{option} is set"));
    }
    let option = flag.trim_start_matches("-D").trim_start_matches("SQLITE_");
    let is_set = options.iter().any(|set| set == option);
    (!is_set).then(|| format!("{option} is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_match_those_in_the_cargo_configuration() {
        let config = include_str!("../../../.cargo/config.toml");
        assert!(config.contains(&format!("\nLIBSQLITE3_FLAGS = \"{FLAGS}\"\n")), "{config}");
    }

    #[test]
    fn this_build_has_the_required_version_and_flags() {
        check().unwrap();
    }

    #[test]
    fn an_old_version_is_rejected() {
        assert!(check_version("3.51.3").is_ok());
        assert!(check_version("3.100.0").is_ok());
        for old in ["3.51.2", "3.9.0", "3.50.4"] {
            let error = check_version(old).unwrap_err().to_string();
            assert!(error.contains(old) && error.contains("3.51.3 or later"), "{error}");
        }
    }

    #[test]
    fn a_build_without_the_flags_is_rejected_with_a_command_that_sets_them() {
        let wrong_options =
            ["ENABLE_MEMORY_MANAGEMENT", "DEFAULT_MEMSTATUS=1", "THREADSAFE=1"].map(str::to_owned);
        let error = check_options(&wrong_options).unwrap_err().to_string();
        for wrong in [
            "ENABLE_QPSG is missing",
            "DEFAULT_MEMSTATUS=0 is missing",
            "ENABLE_MEMORY_MANAGEMENT is set",
            "THREADSAFE=2 is missing",
            &format!("LIBSQLITE3_FLAGS='{FLAGS}' cargo install"),
        ] {
            assert!(error.contains(wrong), "{wrong}: {error}");
        }
        let right_options = ["ENABLE_QPSG", "DEFAULT_MEMSTATUS=0", "THREADSAFE=2"].map(str::to_owned);
        check_options(&right_options).unwrap();
    }
}
