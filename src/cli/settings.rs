//! Reads settings from command-line arguments and environment variables.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Parser};

use super::error::CliError;

/// Maximum length in bytes of a value that an error message repeats. Longer values aren't shown.
const MAX_SHOWN_LENGTH: usize = 60;
/// Exit status for invalid arguments, the same as clap's.
const USAGE: i32 = 2;

/// Parses the arguments and the environment. Prints a message and exits if they are invalid or ask for help.
pub(super) fn parse<P: Parser>() -> P {
    P::try_parse().unwrap_or_else(|error| match explain(&error, P::command()) {
        Some(sentence) => {
            eprintln!("error: {sentence}");
            std::process::exit(USAGE)
        }
        None => error.exit(),
    })
}

/// Returns the names of the environment variables that are settings.
pub(super) fn names(command: &Command) -> Vec<String> {
    command.get_arguments().filter_map(variable).collect()
}

fn variable(arg: &Arg) -> Option<String> {
    arg.get_env().map(|name| name.to_string_lossy().into_owned())
}

/// Returns the error for a setting with an unusable value. Returns `None` for any other error from clap.
fn explain(error: &clap::Error, mut command: Command) -> Option<CliError> {
    if !matches!(error.kind(), ErrorKind::ValueValidation | ErrorKind::InvalidValue) {
        return None;
    }
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let given = text(ContextKind::InvalidArg)?;
    // An argument's display name is incomplete until its command has been built.
    command.build();
    let setting = command.get_arguments().find(|arg| arg.to_string() == given)?;
    let name = variable(setting)?;
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    let reason = match (error.source(), error.get(ContextKind::ValidValue)) {
        (Some(source), _) => source.to_string(),
        (None, Some(ContextValue::Strings(possible))) if !possible.is_empty() => {
            format!("use {}", possible.join(" or "))
        }
        _ => "it is empty".to_owned(),
    };
    let is_shown = !setting.is_hide_env_values_set() && is_harmless(value);
    let value = if is_shown { format!("'{value}' for {name}") } else { format!("the value of {name}") };
    Some(CliError::new(format!("Cannot use {value}: {reason}.")))
}

/// Returns whether a value is short and can't be an address that contains a password.
fn is_harmless(value: &str) -> bool {
    value.len() <= MAX_SHOWN_LENGTH
        && !value.contains(['@', '?', '=', '#'])
        && !value.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::config::Config;

    #[derive(Parser)]
    struct TestCli {
        #[command(flatten)]
        _config: Config,
    }

    fn explanation(flag: &str) -> String {
        let error = TestCli::try_parse_from(["reseller-portal", flag]).err().unwrap();
        explain(&error, TestCli::command()).unwrap().to_string()
    }

    #[test]
    fn an_error_names_the_setting_the_value_and_the_range() {
        assert_eq!(
            explanation("--max-rows=0"),
            "Cannot use '0' for MAX_ROWS: use a whole number from 1 to 10000000."
        );
        assert_eq!(
            explanation("--verification=none"),
            "Cannot use 'none' for VERIFICATION: use format or catalog."
        );
        assert_eq!(
            explanation("--log-json=maybe"),
            "Cannot use 'maybe' for LOG_JSON: use 1, yes, on or true, or 0, no, off or false."
        );
    }

    #[test]
    fn an_error_never_repeats_a_password() {
        let sentence = explanation("--public-url=https://portal:secret@portal.example");
        assert!(sentence.starts_with("Cannot use the value of PUBLIC_URL: "), "{sentence}");
        assert!(!sentence.contains("secret"), "{sentence}");
    }

    #[test]
    fn an_empty_value_is_an_error() {
        for flag in ["--verification=", "--data-dir=", "--max-rows=", "--public-url="] {
            assert!(explanation(flag).starts_with("Cannot use '' for "), "{flag}: {}", explanation(flag));
        }
    }
}
