//! Checks at start that SQLite is new enough and was compiled with the portal's flags.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::error::Error;

/// The flags with which SQLite is compiled, as in `.cargo/config.toml`, which explains them.
const FLAGS: &str = "SQLITE_ENABLE_QPSG SQLITE_DEFAULT_MEMSTATUS=0 -USQLITE_ENABLE_MEMORY_MANAGEMENT \
    -USQLITE_THREADSAFE -DSQLITE_THREADSAFE=2";
/// SQLite before this version can lose data when two connections reset the log at the same moment.
const MIN_VERSION: [u32; 3] = [3, 51, 3];

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

/// Returns [`Error::Unusable`] with a sentence about what to do if this build's SQLite is too old or lacks flags.
pub(super) fn check() -> Result<(), Error> {
    let mut memory = SqliteConnection::establish(":memory:")
        .map_err(|error| Error::Database(format!("SQLite in memory: {error}")))?;
    let version: Word = diesel::sql_query("SELECT sqlite_version() AS word").get_result(&mut memory)?;
    let options: Vec<Word> =
        diesel::sql_query("SELECT compile_options AS word FROM pragma_compile_options").load(&mut memory)?;
    let options: Vec<String> = options.into_iter().map(|option| option.word).collect();
    refuse_version(&version.word)?;
    refuse_options(&options)
}

fn refuse_version(version: &str) -> Result<(), Error> {
    let number: Vec<u32> = version.split('.').filter_map(|part| part.parse().ok()).collect();
    if number.as_slice() >= MIN_VERSION.as_slice() {
        return Ok(());
    }
    let [major, minor, patch] = MIN_VERSION;
    Err(Error::Unusable(format!(
        "This portal was built with SQLite {version}, which can lose data. Build it with SQLite \
         {major}.{minor}.{patch} or later, as its Cargo.lock has it: cargo install --locked …"
    )))
}

fn refuse_options(options: &[String]) -> Result<(), Error> {
    let wrong: Vec<String> = FLAGS.split(' ').filter_map(|flag| objection(flag, options)).collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Error::Unusable(format!(
        "This portal was built without the flags that its SQLite needs ({}). 'cargo install --git' doesn't read \
         them from the sources. Build it again with: LIBSQLITE3_FLAGS='{FLAGS}' cargo install --locked --force …",
        wrong.join(", ")
    )))
}

/// Returns how the options of a build contradict one flag, or `None` if they don't.
fn objection(flag: &str, options: &[String]) -> Option<String> {
    if let Some(undefined) = flag.strip_prefix("-USQLITE_") {
        // Another flag may define it anew, with another value.
        let is_defined_anew = FLAGS.contains(&format!("-DSQLITE_{undefined}="));
        let is_defined = |option: &&String| option.split('=').next().is_some_and(|name| name == undefined);
        return options
            .iter()
            .find(is_defined)
            .filter(|_| !is_defined_anew)
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
    fn the_flags_are_those_of_the_cargo_configuration() {
        let config = include_str!("../../../.cargo/config.toml");
        assert!(config.contains(&format!("\nLIBSQLITE3_FLAGS = \"{FLAGS}\"\n")), "{config}");
    }

    #[test]
    fn this_build_has_the_version_and_the_flags() {
        check().unwrap();
    }

    #[test]
    fn an_old_version_is_refused() {
        assert!(refuse_version("3.51.3").is_ok());
        assert!(refuse_version("3.100.0").is_ok());
        for old in ["3.51.2", "3.9.0", "3.50.4"] {
            let error = refuse_version(old).unwrap_err().to_string();
            assert!(error.contains(old) && error.contains("3.51.3 or later"), "{error}");
        }
    }

    #[test]
    fn a_build_without_the_flags_is_refused_with_the_command_that_sets_them() {
        let without = ["ENABLE_MEMORY_MANAGEMENT", "DEFAULT_MEMSTATUS=1", "THREADSAFE=1"].map(str::to_owned);
        let error = refuse_options(&without).unwrap_err().to_string();
        for wrong in [
            "ENABLE_QPSG is missing",
            "DEFAULT_MEMSTATUS=0 is missing",
            "ENABLE_MEMORY_MANAGEMENT is set",
            "THREADSAFE=2 is missing",
            &format!("LIBSQLITE3_FLAGS='{FLAGS}' cargo install"),
        ] {
            assert!(error.contains(wrong), "{wrong}: {error}");
        }
        let with = ["ENABLE_QPSG", "DEFAULT_MEMSTATUS=0", "THREADSAFE=2"].map(str::to_owned);
        refuse_options(&with).unwrap();
    }
}
