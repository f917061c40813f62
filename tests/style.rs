//! Checks the layout and wording of pages, guides and messages.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't continue has failed")]

use std::path::{Path, PathBuf};

#[path = "layers/code.rs"]
mod code;
#[path = "style/layout.rs"]
mod layout;
#[path = "style/words.rs"]
mod words;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the files with this extension below a folder, as paths relative to the root. Returns an empty list if
/// the folder doesn't exist.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(next) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path.strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(root().join(file)).unwrap()
}

/// Panics with the list of faults, if there are any.
fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn templates() -> Vec<PathBuf> {
    let files = files("templates", "html");
    assert!(files.len() > 40, "found only {files:?}, so this test is looking in the wrong folder");
    files
}

#[test]
fn templates_stylesheet_and_script_follow_the_layout_rules() {
    let files = [templates(), vec!["static/app.css".into(), "static/app.js".into()]].concat();
    let faults: Vec<String> =
        files.iter().flat_map(|file| layout::faults(&file.to_string_lossy(), &read(file))).collect();
    assert_none(&faults);
}

#[test]
fn pages_and_guides_have_no_unwanted_phrases() {
    let guides = files("docs/users", "md");
    assert!(!guides.is_empty(), "docs/users contains no guides, so this test is looking in the wrong folder");
    let templates = templates();
    let pages = templates.iter().map(|file| (file, words::template_text(&read(file))));
    let script = [PathBuf::from("static/app.js")];
    let others = script.iter().chain(&guides).map(|file| (file, read(file)));
    let faults: Vec<String> =
        pages.chain(others).flat_map(|(file, text)| words::faults(&file.to_string_lossy(), &text)).collect();
    assert_none(&faults);
}

#[test]
fn strings_in_the_source_have_no_unwanted_phrases() {
    let faults: Vec<String> = files("src", "rs")
        .iter()
        .flat_map(|file| {
            let text = read(file);
            let strings = code::strings(&text).join("\n");
            words::faults(&file.to_string_lossy(), &strings)
        })
        .collect();
    assert_none(&faults);
}
