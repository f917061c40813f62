//! Checks what the scripts assume about the source tree. Without these tests, only a long check would notice a wrong
//! assumption.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't continue has failed")]

use std::fs;
use std::path::{Path, PathBuf};

/// Returns all files below a folder in the repository.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut files = Vec::new();
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap().map(|entry| entry.unwrap().path()) {
            let list = if entry.is_dir() { &mut folders } else { &mut files };
            list.push(entry);
        }
    }
    files.sort();
    files
}

/// A file that a patch changes, with the lines that each hunk replaces.
struct Change {
    file: String,
    hunks: Vec<String>,
}

fn changes(patch: &str) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for line in patch.lines() {
        if let Some(file) = line.strip_prefix("--- a/") {
            changes.push(Change { file: file.to_owned(), hunks: Vec::new() });
        } else if line.starts_with("@@") {
            changes.last_mut().expect("a hunk belongs to a file").hunks.push(String::new());
        } else if let Some(hunk) = changes.last_mut().and_then(|change| change.hunks.last_mut()) {
            let is_replaced = line.starts_with([' ', '-']) || line.is_empty();
            if is_replaced && !line.starts_with("---") {
                hunk.push_str(line.get(1..).unwrap_or_default());
                hunk.push('\n');
            }
        }
    }
    changes
}

#[test]
fn every_patch_that_plants_a_bug_applies() {
    let patches: Vec<PathBuf> = files("tests/planted")
        .into_iter()
        .filter(|file| file.extension().is_some_and(|e| e == "patch"))
        .collect();
    assert_eq!(patches.len(), 6);
    for patch in patches {
        let text = fs::read_to_string(&patch).unwrap();
        let changes = changes(&text);
        assert!(!changes.is_empty(), "{}", patch.display());
        for Change { file, hunks } in changes {
            let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file));
            let source = source.unwrap_or_else(|error| panic!("{}: {file}: {error}", patch.display()));
            for hunk in hunks {
                let found = source.matches(&hunk).count();
                assert_eq!(
                    found,
                    1,
                    "{}: update this patch; its lines aren't in {file}:\n{hunk}",
                    patch.display()
                );
            }
        }
    }
}

#[test]
fn every_patch_that_plants_a_bug_names_an_existing_test() {
    for patch in files("tests/planted") {
        let text = fs::read_to_string(&patch).unwrap();
        let test = text.lines().find_map(|line| line.strip_prefix("Test: never_lost::"));
        let (module, name) = test.and_then(|test| test.split_once("::")).expect("a patch names its test");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/portal/never_lost/{module}.rs"));
        let source = fs::read_to_string(&file).unwrap();
        assert!(source.contains(&format!("fn {name}()")), "{}: there is no test {name}", patch.display());
    }
}

/// `scripts/test postgres` runs only the tests in `tests/portal`. All others run only in the step `sqlite`.
#[test]
fn only_portal_tests_use_the_database_server() {
    let variable = ["TEST", "DATABASE", "URL"].join("_");
    let uses = |file: &PathBuf| fs::read_to_string(file).is_ok_and(|text| text.contains(&variable));
    let elsewhere: Vec<PathBuf> = files("src")
        .into_iter()
        .chain(files("tests"))
        .filter(|file| !file.starts_with(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/portal")))
        .filter(uses)
        .collect();
    assert_eq!(elsewhere, Vec::<PathBuf>::new());
    assert!(files("tests/portal").iter().any(uses));
}

#[test]
fn every_long_check_is_listed_with_its_duration() {
    let list = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("CONTRIBUTING.md")).unwrap();
    for check in files("scripts/long.d") {
        let text = fs::read_to_string(&check).unwrap();
        let header = text.lines().nth(1).and_then(|line| line.strip_prefix("# ")).unwrap_or_default();
        let (minutes, subject) = header.split_once(" min: ").unwrap_or_default();
        assert!(minutes.parse::<u32>().is_ok() && !subject.is_empty(), "{}: {header}", check.display());
        let name = check.file_name().unwrap().to_str().unwrap();
        let row = format!("| `scripts/long {name}` | {minutes} | {subject}. |");
        assert!(list.lines().any(|line| line == row), "CONTRIBUTING.md lacks the row\n{row}");
    }
}

/// Benches and tests must not call an external program to send a signal, wait for a child process without a limit, or
/// ignore a failure to start a program.
#[test]
fn child_processes_are_never_ignored() {
    for file in
        files("tests").into_iter().chain(files("benches")).filter(|file| !file.ends_with("scripts.rs"))
    {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        for (at, line) in text.lines().enumerate() {
            let is_ignored = line.contains("let _ = Command") || line.contains("let _ = child");
            let is_external = line.contains("Command::new(\"kill\")") || line.contains("kill -");
            let is_endless =
                [".wait().", ".wait()?", ".wait_with_output()"].iter().any(|wait| line.contains(wait));
            let is_shell = file.extension().is_none_or(|extension| extension != "rs");
            assert!(
                is_shell || !(is_ignored || is_external || is_endless),
                "{}:{}: use harness::process: {line}",
                file.display(),
                at + 1
            );
        }
    }
}

/// If one of these strings changes, the check that waits for it must change too.
#[test]
fn strings_that_long_checks_wait_for_are_in_the_portal() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources: Vec<String> = files("src")
        .iter()
        .chain(&files("templates"))
        .map(|file| fs::read_to_string(file).unwrap_or_default())
        .collect();
    for (check, text) in
        [("ready", "the database is intact"), ("check", "Upload now"), ("check", "<dl class=\"tally\">")]
    {
        let script = fs::read_to_string(root.join("scripts/long.d").join(check)).unwrap();
        assert!(script.contains(text), "scripts/long.d/{check} no longer waits for {text:?}");
        assert!(
            sources.iter().any(|source| source.contains(text)),
            "{check}: the portal never says {text:?}"
        );
    }
}
