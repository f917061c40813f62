//! Environment variables whose names look like misspelt settings.

use strsim::damerau_levenshtein;

use crate::cli::error::CliError;

/// Minimum length of a setting's name. Shorter names are too similar to other programs' variables.
const MIN_LENGTH: usize = 7;
/// Maximum number of characters that are missing, added, replaced or swapped.
const MAX_DISTANCE: usize = 2;

/// Other programs' variables whose names are similar to those of settings. They never prevent the portal from starting.
const OTHER_PROGRAMS: [&str; 2] = ["DATABASE_URLS", "MAX_JOBS"];

/// Warns about misspelt names. Returns `Err` for the first one if `DATABASE_URL` is unset, because the portal would
/// then create a new database instead of opening the intended one.
pub(super) fn check(
    settings: &[String],
    variables: impl Iterator<Item = String>,
    has_database_url: bool,
) -> Result<(), CliError> {
    for variable in variables {
        let Some(setting) = intended(settings, &variable) else { continue };
        let message =
            format!("The environment variable {variable} is not a setting; did you mean {setting}?");
        if !has_database_url && !OTHER_PROGRAMS.contains(&variable.as_str()) {
            return Err(CliError::new(format!(
                "{message} Correct or remove it, or set DATABASE_URL. Without DATABASE_URL, the portal would use a \
                 file in DATA_DIR."
            )));
        }
        tracing::warn!("{message}");
    }
    Ok(())
}

/// Returns the setting that a variable was probably meant to set. Returns `None` if the variable is a setting itself or
/// isn't similar to any.
fn intended<'a>(settings: &'a [String], variable: &str) -> Option<&'a str> {
    if settings.iter().any(|setting| setting == variable) {
        return None;
    }
    let upper = variable.to_uppercase();
    let distance = |setting: &str| match damerau_levenshtein(setting, &upper) {
        0 => Some(0),
        distance if setting.len() >= MIN_LENGTH && distance <= MAX_DISTANCE => Some(distance),
        _ => None,
    };
    let near = settings.iter().filter_map(|setting| Some((distance(setting)?, setting.as_str())));
    near.min().map(|(_, setting)| setting)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: [&str; 5] = ["DATABASE_URL", "LISTEN", "PUBLIC_URL", "MAX_ROWS", "DATA_DIR"];

    fn settings() -> Vec<String> {
        SETTINGS.map(str::to_owned).to_vec()
    }

    fn check_one(variable: &str, has_database_url: bool) -> Result<(), String> {
        let variables = std::iter::once(variable.to_owned());
        check(&settings(), variables, has_database_url).map_err(|error| error.to_string())
    }

    #[test]
    fn a_near_miss_names_the_setting() {
        for (variable, setting) in [
            ("DATABSE_URL", "DATABASE_URL"),
            ("DATABASE_ULR", "DATABASE_URL"),
            ("DATABASEURL", "DATABASE_URL"),
            ("DATABASE-URL", "DATABASE_URL"),
            ("database_url", "DATABASE_URL"),
            ("Public_Uri", "PUBLIC_URL"),
            ("MAX_ROW", "MAX_ROWS"),
            ("listen", "LISTEN"),
        ] {
            assert_eq!(intended(&settings(), variable), Some(setting), "{variable}");
        }
    }

    #[test]
    fn settings_and_other_names_are_not_near_misses() {
        for variable in
            SETTINGS.iter().copied().chain(["LISTENER", "LISTEN_FDS", "URL", "DATABASE", "PATH", ""])
        {
            assert_eq!(intended(&settings(), variable), None, "{variable}");
        }
    }

    #[test]
    fn a_near_miss_is_an_error_without_a_database_url() {
        let error = check_one("DATABSE_URL", false).unwrap_err();
        assert!(error.contains("DATABSE_URL is not a setting; did you mean DATABASE_URL?"), "{error}");
        assert_eq!(check_one("DATABSE_URL", true), Ok(()));
    }

    #[test]
    fn variables_for_other_programs_are_not_errors() {
        assert_eq!(check_one("MAX_JOBS", false), Ok(()));
    }
}
