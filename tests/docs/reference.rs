//! Generates the reference documents for the settings and commands.

use clap::{Arg, Command};
use reseller_portal::cli;

const GENERATED: &str = "<!-- Generated from the code. Rewrite with: UPDATE=1 cargo test --test docs -->\n";

/// Returns the text of `docs/operating/configuration.md`.
pub fn configuration() -> String {
    let mut text = format!(
        "# Configuration\n\n{GENERATED}\n\
         Each setting is an environment variable and a flag of every command. A flag takes precedence over its variable.\n\n\
         | variable | flag | default | meaning |\n|---|---|---|---|\n"
    );
    for arg in cli::command().get_arguments().filter(|arg| is_setting(arg)) {
        let variable = arg.get_env().unwrap_or_default().to_string_lossy();
        text += &format!("| `{variable}` | `{}` | {} | {} |\n", flag(arg), default(arg), meaning(arg));
    }
    text += "\nTo turn on a setting that is off by default, set its variable to `true`. `RUST_LOG` filters the log; its \
             default is `warn,reseller_portal=info`.\n";
    text
}

/// Returns the text of `docs/operating/command-line.md`.
pub fn command_line() -> String {
    let mut text = format!(
        "# Command line\n\n{GENERATED}\n\
         `reseller-portal COMMAND` runs a command, and `reseller-portal help COMMAND` describes it. Every command also takes the \
         [settings](configuration.md) as flags. A command that fails prints the reason and exits with 1, or with 2 if its arguments are wrong.\n"
    );
    for command in cli::command().get_subcommands() {
        describe(command, command.get_name(), &mut text);
    }
    text
}

fn describe(command: &Command, name: &str, text: &mut String) {
    if command.has_subcommands() {
        for inner in command.get_subcommands() {
            describe(inner, &format!("{name} {}", inner.get_name()), text);
        }
        return;
    }
    *text += &format!("\n## {name}\n\n{}\n", about(command));
    let arguments: Vec<&Arg> = command.get_arguments().filter(|arg| !is_setting(arg)).collect();
    if arguments.is_empty() {
        return;
    }
    *text += "\n| argument | default | meaning |\n|---|---|---|\n";
    for arg in arguments {
        *text += &format!("| `{}` | {} | {} |\n", flag(arg), default(arg), meaning(arg));
    }
}

fn is_setting(arg: &Arg) -> bool {
    arg.get_env().is_some()
}

/// Returns the name of an argument: `FILE` if it is positional, `--file` if it is an option.
fn flag(arg: &Arg) -> String {
    match arg.get_long() {
        Some(long) => format!("--{long}"),
        None => arg.get_id().as_str().to_uppercase(),
    }
}

fn default(arg: &Arg) -> String {
    let values = arg.get_default_values();
    if arg.is_required_set() {
        "required".to_owned()
    } else if !arg.get_action().takes_values() {
        "off".to_owned()
    } else if values.iter().all(|value| value.is_empty()) {
        "none".to_owned()
    } else {
        let values: Vec<String> =
            values.iter().map(|value| format!("`{}`", value.to_string_lossy())).collect();
        values.join(", ")
    }
}

fn meaning(arg: &Arg) -> String {
    let help = arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut meaning = sentence(&help);
    if arg.get_action().takes_values() {
        for value in arg.get_possible_values() {
            let help = value.get_help().map(ToString::to_string).unwrap_or_default();
            meaning += &format!(" `{}`: {}", value.get_name(), sentence(&help));
        }
    }
    meaning
}

fn about(command: &Command) -> String {
    let about = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
    let paragraphs = about.split("\n\n").map(|paragraph| sentence(&paragraph.replace('\n', " ")));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// Returns the text with a full stop at its end, unless it already has one.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with('.') { text.to_owned() } else { format!("{text}.") }
}
