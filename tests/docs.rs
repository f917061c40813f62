//! Checks that generated documents match the code, and that links and paths in documents are valid.
//!
//! `UPDATE=1 cargo test --test docs` rewrites the generated documents.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't continue has failed")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reseller_portal::metrics::{Metrics, QueueMetrics, RequestLabels};

#[path = "docs/markdown.rs"]
mod markdown;
#[path = "docs/reference.rs"]
mod reference;
#[path = "docs/requirements.rs"]
mod requirements;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the files below a folder in the repository.
fn files(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let (folders, mut files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
    files.extend(folders.iter().flat_map(|folder| self::files(folder.to_str().unwrap())));
    files
}

/// Returns the text of every document in the repository, with the document's path from the root.
fn documents() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for folder in ["", "benches", "migrations"] {
        found.extend(markdown_in(folder));
    }
    let mut folders = vec![PathBuf::from("docs")];
    while let Some(folder) = folders.pop() {
        found.extend(markdown_in(&folder));
        let entries = std::fs::read_dir(root().join(&folder)).unwrap().map(|entry| entry.unwrap());
        folders.extend(
            entries.filter(|entry| entry.path().is_dir()).map(|entry| folder.join(entry.file_name())),
        );
    }
    found.sort();
    found
        .into_iter()
        .map(|path| (path.clone(), std::fs::read_to_string(root().join(path)).unwrap()))
        .collect()
}

fn markdown_in(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let folder = folder.as_ref();
    let entries = std::fs::read_dir(root().join(folder)).unwrap();
    entries
        .map(|entry| folder.join(entry.unwrap().file_name()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect()
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn generated_documents_match_the_code() {
    let mut faults = Vec::new();
    for (name, text) in [
        ("docs/operating/configuration.md", reference::configuration()),
        ("docs/operating/command-line.md", reference::command_line()),
    ] {
        let path = root().join(name);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        if std::fs::read_to_string(&path).unwrap_or_default() != text {
            faults.push(format!("{name} is out of date; run: UPDATE=1 cargo test --test docs"));
        }
    }
    assert_none(&faults);
}

#[test]
fn every_path_in_a_document_exists() {
    let mut faults = Vec::new();
    for (document, text) in documents() {
        for path in markdown::paths(&text) {
            if !root().join(path).exists() {
                faults.push(format!("{}: {path} doesn't exist", document.display()));
            }
        }
    }
    assert_none(&faults);
}

/// A document may name a source file without its folder, such as `rejection.rs`.
#[test]
fn every_source_file_that_a_document_names_exists() {
    let sources: Vec<PathBuf> = ["src", "tests", "benches"].iter().flat_map(|folder| files(folder)).collect();
    let mut faults = Vec::new();
    for (document, text) in documents() {
        for name in markdown::source_files(&text) {
            if !sources.iter().any(|source| source.ends_with(name)) {
                faults.push(format!("{}: no source file is called {name}", document.display()));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn every_link_between_documents_works() {
    let mut faults = Vec::new();
    for (document, text) in documents() {
        for link in markdown::links(&text) {
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = match path {
                "" => root().join(&document),
                _ => root().join(&document).parent().unwrap().join(path),
            };
            let is_valid = target.exists()
                && (heading.is_empty()
                    || markdown::anchors(&std::fs::read_to_string(&target).unwrap())
                        .contains(&heading.to_owned()));
            if !is_valid {
                faults.push(format!("{}: the link to {link} is broken", document.display()));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn every_document_can_be_reached_from_the_readme() {
    let documents = documents();
    let mut reached = vec![PathBuf::from("README.md")];
    let mut next = 0;
    while let Some(document) = reached.get(next).cloned() {
        next += 1;
        let Some((_, text)) = documents.iter().find(|(path, _)| *path == document) else { continue };
        for link in markdown::links(text) {
            let path = link.split_once('#').map_or(link, |(path, _)| path);
            let target = markdown::normalize(&document.parent().unwrap().join(path));
            if !reached.contains(&target) {
                reached.push(target);
            }
        }
    }
    let unreachable = documents.iter().map(|(path, _)| path).filter(|path| !reached.contains(path));
    assert_none(
        &unreachable.map(|path| format!("no document links to {}", path.display())).collect::<Vec<_>>(),
    );
}

#[test]
fn every_metric_is_documented() {
    let metrics = Metrics::default();
    let request = RequestLabels { method: "GET", route: "/healthz", status: "2xx" };
    metrics.request(&request, Duration::ZERO);
    let text = metrics.text(Some(&QueueMetrics::default())).unwrap();
    let kinds = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    let exposed: BTreeSet<String> = kinds
        .map(|(name, kind)| match kind {
            "counter" => format!("{name}_total"),
            "info" => format!("{name}_info"),
            _ => name.to_owned(),
        })
        .collect();
    let document = std::fs::read_to_string(root().join("docs/operating/monitoring.md")).unwrap();
    let words = document.split(|c: char| !c.is_alphanumeric() && c != '_');
    let documented: BTreeSet<String> =
        words.filter(|word| word.starts_with("portal_")).map(str::to_owned).collect();
    assert_eq!(documented, exposed);
}

#[test]
fn the_readme_has_at_most_80_lines() {
    let lines = std::fs::read_to_string(root().join("README.md")).unwrap().lines().count();
    assert!(lines <= 80, "README.md has {lines} lines");
}

#[test]
fn every_security_requirement_names_existing_tests_or_a_paragraph() {
    let sources: Vec<String> = ["src", "tests"]
        .iter()
        .flat_map(|folder| files(folder))
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let tests: BTreeSet<&str> = sources.iter().flat_map(|source| requirements::test_names(source)).collect();
    let text = std::fs::read_to_string(root().join("docs/operating/security.md")).unwrap();
    let rows = requirements::requirements(&text);
    let mut faults = Vec::new();
    for row in &rows {
        if row.tests.is_empty() && !row.has_paragraph && !row.is_unmet {
            faults.push(format!("{} has no proof", row.number));
        }
        let unknown = row.tests.iter().filter(|test| !tests.contains(test.as_str()));
        faults.extend(unknown.map(|test| format!("{}: there is no test {test}", row.number)));
    }
    assert_none(&faults);
    let count = |level: &str| rows.iter().filter(|row| row.level == level).count();
    assert_eq!((count("1"), count("2")), (53, 108), "number of applicable requirements per level");
}
