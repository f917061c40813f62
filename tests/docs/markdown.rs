//! The parts of Markdown that the tests of documents need.

use std::path::{Component, Path, PathBuf};

/// Folders of the repository that documents name.
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

/// Returns the paths of the repository that a text names, without those that contain a placeholder such as `<page>`.
pub fn paths(text: &str) -> Vec<&str> {
    text.split(|sign: char| sign.is_whitespace() || "`()[],;|\"".contains(sign))
        .map(|word| word.trim_end_matches(['.', ':']))
        .filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)))
        .filter(|word| !word.contains(['<', '*', '…', '{', '#']))
        .collect()
}

/// Returns the targets of the links and images of a text that lead to files or headings.
pub fn links(text: &str) -> Vec<&str> {
    text.match_indices("](")
        .filter_map(|(at, _)| text[at + 2..].split_once(')').map(|(target, _)| target))
        .filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
        .collect()
}

/// Returns the anchors of the headings of a text.
pub fn anchors(text: &str) -> Vec<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            let kept = words.chars().filter(|sign| sign.is_alphanumeric() || " -_".contains(*sign));
            kept.map(|sign| if sign == ' ' { '-' } else { sign }).collect()
        })
        .collect()
}

/// Resolves the `..` of a relative path without looking at the disk.
pub fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

#[test]
fn paths_are_found_in_prose_code_and_tables() {
    let text =
        "`src/config.rs`, (tests/layers.rs). | `src/web/pages/<area>/<page>.rs` |\n    scripts/test sqlite";
    assert_eq!(paths(text), ["src/config.rs", "tests/layers.rs", "scripts/test"]);
}

#[test]
fn links_and_anchors_are_found() {
    let text = "# A `b` c\n[one](two.md#a-b-c) ![three](four.png) [five](https://portal.example)";
    assert_eq!(links(text), ["two.md#a-b-c", "four.png"]);
    assert_eq!(anchors(text), ["a-b-c"]);
}
