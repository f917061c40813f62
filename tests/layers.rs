//! The house rules that a compiler does not check: which part may know which, where time is read and tenants are
//! named, how long files are, and that a page, its template and its test bear one name.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[path = "layers/code.rs"]
mod code;
#[path = "layers/imports.rs"]
mod imports;
#[path = "layers/rules.rs"]
mod rules;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder of the repository with this ending, as paths from that folder; none where there is no folder.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(next) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else { continue };
        for entry in entries.map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == ending) {
                found.push(entry.strip_prefix(root().join(folder)).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_source_keeps_the_rules() {
    let files = files("src", "rs");
    assert!(files.len() > 5, "only {files:?} were found: this test looks in the wrong place");
    let faults: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let text = std::fs::read_to_string(root().join("src").join(file)).unwrap();
            rules::faults(&file.to_string_lossy(), &text)
        })
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let files = files("src", "rs");
    let names: Vec<String> = files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
    let modules = imports::Modules::new(names.iter().map(String::as_str));
    let imports = names
        .iter()
        .map(|name| {
            let text = std::fs::read_to_string(root().join("src").join(name)).unwrap();
            (name.clone(), modules.imports(name, &text))
        })
        .collect();
    let circles = imports::circles(&imports);
    assert!(circles.is_empty(), "files import each other in {} circles:\n{circles:#?}", circles.len());
}

/// A page is one word: `src/web/pages/<area>/<page>.rs`, `templates/<area>/<page>.html`, `tests/portal/<area>/<page>.rs`.
/// The sign `_` before a name tells a part of pages from a page; a page without HTML has no template. The tests of the
/// area `support` are in `support_desk`: `tests/portal/support` has what all tests need.
#[test]
fn templates_and_tests_bear_the_names_of_their_pages() {
    let pages: BTreeSet<PathBuf> =
        files("src/web/pages", "rs").iter().map(|file| file.with_extension("")).collect();
    let areas: BTreeSet<&Path> =
        pages.iter().filter_map(|page| page.parent()).filter(|area| *area != Path::new("")).collect();
    let mut faults = Vec::new();
    for (folder, ending) in [("templates", "html"), ("tests/portal", "rs")] {
        for file in files(folder, ending) {
            if folder == "tests/portal" && file.starts_with("support") {
                continue;
            }
            let page = match file.strip_prefix("support_desk") {
                Ok(rest) => Path::new("support").join(rest),
                Err(_) => file.clone(),
            };
            let name = file.file_name().unwrap().to_string_lossy();
            let is_of_an_area = page.parent().is_some_and(|area| areas.contains(area));
            let is_a_part = name.starts_with('_') || name == "mod.rs";
            if is_of_an_area && !is_a_part && !pages.contains(&page.with_extension("")) {
                faults.push(format!("{folder}/{} has no page of its name in src/web/pages", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn both_databases_have_the_same_migrations() {
    let of = |database: &str| files(&format!("migrations/{database}"), "sql");
    assert_eq!(of("sqlite"), of("postgres"), "the two folders of migrations/ change together");
    let folders: BTreeSet<PathBuf> =
        of("sqlite").iter().map(|file| file.parent().unwrap().to_owned()).collect();
    let wanted: Vec<PathBuf> =
        folders.iter().flat_map(|folder| [folder.join("down.sql"), folder.join("up.sql")]).collect();
    assert_eq!(of("sqlite"), wanted, "a migration is one folder with up.sql and down.sql");
}
