//! Checks house rules that the compiler doesn't enforce: layers, circular imports, use of the clock and of scopes, file
//! length, and the names of pages, templates and tests.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't continue has failed")]

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

/// Returns the files with this extension below a folder, as paths relative to the folder. Returns an empty list if
/// the folder doesn't exist.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(next) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else { continue };
        for entry in entries.map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|found| found == extension) {
                found.push(entry.strip_prefix(root().join(folder)).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_source_file_follows_the_rules() {
    let files = files("src", "rs");
    assert!(files.len() > 5, "found only {files:?}, so this test is looking in the wrong folder");
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
fn there_are_no_circular_imports() {
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
    let cycles = imports::cycles(&imports);
    assert!(cycles.is_empty(), "there are {} import cycles:\n{cycles:#?}", cycles.len());
}

/// A page has the same name everywhere: `src/web/pages/<area>/<page>.rs`, `templates/<area>/<page>.html` and
/// `tests/portal/<area>/<page>.rs`. Every page has a test, but a page without HTML has no template. Templates whose
/// names start with `_` are parts of pages.
#[test]
fn templates_and_tests_are_named_after_their_pages() {
    let sources = modules("src/web/pages", "rs");
    let areas: BTreeSet<&Path> = sources.iter().filter_map(|page| page.parent()).collect();
    let is_in_an_area =
        |path: &Path| path.parent().is_some_and(|area| area != Path::new("") && areas.contains(area));
    let templates = modules("templates", "html");
    let tests = modules("tests/portal", "rs");
    let mut pages = routed_pages();
    pages.extend(templates.intersection(&sources).cloned());

    let mut faults = Vec::new();
    for page in pages.difference(&sources) {
        faults.push(format!("src/web/pages/{}.rs is missing, although it has a route", page.display()));
    }
    for page in pages.difference(&tests) {
        faults.push(format!("src/web/pages/{0}.rs has no test tests/portal/{0}.rs", page.display()));
    }
    for template in templates.difference(&sources).filter(|path| is_in_an_area(path)) {
        if !template.file_name().unwrap().to_string_lossy().starts_with('_') {
            faults.push(format!("templates/{}.html isn't named after a page", template.display()));
        }
    }
    for test in tests.difference(&pages).filter(|path| is_in_an_area(path)) {
        if !areas.contains(test.as_path()) {
            faults.push(format!("tests/portal/{}.rs isn't named after a page", test.display()));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Returns the paths of the files in a folder without their extensions. `a/mod.rs` becomes `a`.
fn modules(folder: &str, extension: &str) -> BTreeSet<PathBuf> {
    let paths = files(folder, extension).into_iter().map(|file| file.with_extension(""));
    paths.map(|path| if path.ends_with("mod") { path.parent().unwrap().to_owned() } else { path }).collect()
}

/// Returns the pages that have a route in the `mod.rs` of their area, as paths relative to src/web/pages.
fn routed_pages() -> BTreeSet<PathBuf> {
    let mut pages = BTreeSet::new();
    for file in files("src/web/pages", "rs").iter().filter(|file| file.ends_with("mod.rs")) {
        let area = file.parent().unwrap();
        let routes = std::fs::read_to_string(root().join("src/web/pages").join(file)).unwrap();
        // Routes that several pages share are created by functions such as `errors_route`.
        let routes = routes.replace("_route(", "web::route().to(");
        let handlers = routes.split("web::route().to(").skip(1).map(|rest| {
            rest.split(|c: char| !c.is_alphanumeric() && !"_:".contains(c)).next().unwrap().to_owned()
        });
        let paths = handlers.filter_map(|handler| Some(handler.rsplit_once("::")?.0.to_owned()));
        pages.extend(paths.map(|page| area.join(page.split("::").collect::<PathBuf>())));
    }
    assert!(pages.len() > 30, "found only {pages:?}, so this test no longer recognizes the routes");
    pages
}

#[test]
fn both_databases_have_the_same_migrations() {
    let migrations = |database: &str| files(&format!("migrations/{database}"), "sql");
    assert_eq!(migrations("sqlite"), migrations("postgres"), "change both folders in migrations/ together");
    let folders: BTreeSet<PathBuf> =
        migrations("sqlite").iter().map(|file| file.parent().unwrap().to_owned()).collect();
    let expected: Vec<PathBuf> =
        folders.iter().flat_map(|folder| [folder.join("down.sql"), folder.join("up.sql")]).collect();
    assert_eq!(migrations("sqlite"), expected, "a migration is a folder with up.sql and down.sql");
}
