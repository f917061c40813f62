//! The little of Markdown that the tests of the documents need.

use std::path::{Component, Path, PathBuf};

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
fn links_and_anchors_are_found() {
    let text = "# A `b` c\n[one](two.md#a-b-c) ![three](four.png) [five](https://portal.example)";
    assert_eq!(links(text), ["two.md#a-b-c", "four.png"]);
    assert_eq!(anchors(text), ["a-b-c"]);
}
