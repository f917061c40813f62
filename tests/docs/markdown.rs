//! Extracts paths, links and anchors from Markdown.

use std::path::{Component, Path, PathBuf};

/// Folders in the repository that documents refer to.
const FOLDERS: [&str; 10] = [
    ".cargo/",
    "benches/",
    "docs/",
    "fuzz/",
    "migrations/",
    "scripts/",
    "src/",
    "static/",
    "templates/",
    "tests/",
];

/// Returns the repository paths in a text, except those that contain a placeholder such as `<page>`.
pub fn paths(text: &str) -> Vec<&str> {
    text.split(|c: char| c.is_whitespace() || "`()[],;|\"".contains(c))
        .map(|word| word.trim_end_matches(['.', ':']))
        .filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)))
        .filter(|word| !word.contains(['<', '*', '…', '{', '#']))
        .collect()
}

/// Returns the Rust files that a text names without their path from the root of the repository.
pub fn source_files(text: &str) -> Vec<&str> {
    text.split(|c: char| c.is_whitespace() || "`()[],;|\"".contains(c))
        .map(|word| word.trim_end_matches(['.', ':']))
        .filter(|word| word.ends_with(".rs") && !FOLDERS.iter().any(|folder| word.starts_with(folder)))
        .filter(|word| !word.contains(['<', '*', '…', '{', '#', ':']))
        .collect()
}

/// Returns the targets of a text's links and images that refer to files or headings in the repository.
pub fn links(text: &str) -> Vec<&str> {
    text.match_indices("](")
        .filter_map(|(at, _)| text[at + 2..].split_once(')').map(|(target, _)| target))
        .filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
        .collect()
}

/// Returns the anchors of a text's headings.
pub fn anchors(text: &str) -> Vec<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            let kept = words.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
        .collect()
}

/// Resolves `..` in a relative path without accessing the file system.
pub fn normalize(path: &Path) -> PathBuf {
    let mut normalized = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                normalized.pop();
            }
            other => normalized.push(other),
        }
    }
    normalized
}

#[test]
fn paths_are_found_in_prose_code_and_tables() {
    let text =
        "`src/config.rs`, (tests/layers.rs). | `src/web/pages/<area>/<page>.rs` |\n    scripts/test sqlite";
    assert_eq!(paths(text), ["src/config.rs", "tests/layers.rs", "scripts/test"]);
}

#[test]
fn source_files_are_found_without_their_folder() {
    let text = "`rejection.rs` and (task/register.rs), but src/config.rs has its folder, and docs.rs/diesel is a site.";
    assert_eq!(source_files(text), ["rejection.rs", "task/register.rs"]);
}

#[test]
fn links_and_anchors_are_found() {
    let text = "# A `b` c\n[one](two.md#a-b-c) ![three](four.png) [five](https://portal.example)";
    assert_eq!(links(text), ["two.md#a-b-c", "four.png"]);
    assert_eq!(anchors(text), ["a-b-c"]);
}
