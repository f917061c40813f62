//! How the files that people read are laid out and worded: templates, the stylesheet, the script and the help.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};

#[path = "style/layout.rs"]
mod layout;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the files below a folder with this extension, as paths from the root; empty if there is no such folder.
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

/// Fails with a list of what was found in the files.
fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn templates_styles_and_scripts_are_laid_out_alike() {
    let mut files = files("templates", "html");
    assert!(files.len() > 40, "only {files:?} were found: this test looks in the wrong place");
    files.extend(["static/app.css".into(), "static/app.js".into()]);
    let faults: Vec<String> =
        files.iter().flat_map(|file| layout::faults(&file.to_string_lossy(), &read(file))).collect();
    assert_none(&faults);
}
