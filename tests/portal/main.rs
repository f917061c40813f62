//! Tests the portal from the outside: a real server with its own database, used as a browser would use it.
//!
//! `TEST_DATABASE_URL` is a PostgreSQL server where tests can create databases (`scripts/postgres` starts one). If it
//! is unset, the tests use SQLite. Modules named `browser_*` drive Chromium, and `scripts/test browser` runs them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't continue has failed")]

// Each of these macros declares all files in a folder. rustfmt doesn't see them, so `scripts/test format` lists them.
automod::dir!("tests/portal");

/// Helpers for the tests.
#[allow(dead_code, reason = "helpers may be written before the tests that use them")]
mod harness {
    automod::dir!(pub "tests/portal/harness");
}

/// Uploads and deletions for many customers in one file.
mod bulk_actions {
    automod::dir!(pub "tests/portal/bulk_actions");
}

/// Files that are checked before they are uploaded.
mod checks {
    automod::dir!(pub "tests/portal/checks");
}

/// Failed lines that are corrected in the browser.
mod corrections {
    automod::dir!("tests/portal/corrections");
}

mod customers;
mod deletions;

/// Real-world device files: reading, rejecting, correcting and uploading them again.
mod device_files {
    automod::dir!("tests/portal/device_files");
}

/// Downloads as CSV files and Excel workbooks.
mod downloads {
    automod::dir!("tests/portal/downloads");
}

/// A reseller's devices across all customers.
mod devices {
    automod::dir!("tests/portal/devices");
}

/// Lists like those that people have in practice, with the outcomes that a careful clerk would expect.
mod field {
    automod::dir!("tests/portal/field");
}

/// Decisions about lists that programs send with them, or that are remembered.
mod file_layouts {
    automod::dir!("tests/portal/file_layouts");
}

/// The help pages, which need no sign-in.
mod help {
    automod::dir!("tests/portal/help");
}

mod hostile;

/// Devices with several identifiers.
mod identifiers {
    automod::dir!(pub "tests/portal/identifiers");
}

/// Lists that can be read in several ways.
mod lists {
    automod::dir!(pub "tests/portal/lists");
}

/// What was read from a list: the devices that will be or were uploaded, with their lines.
mod read_values {
    automod::dir!("tests/portal/read_values");
}

/// The main job: registering the devices in an uploaded file, or explaining why they were rejected.
mod main_job {
    automod::dir!(pub "tests/portal/main_job");
}

/// An acknowledged upload is registered exactly once, no matter which process dies or when.
mod never_lost {
    automod::dir!(pub "tests/portal/never_lost");
}

/// A reseller's settings.
mod settings {
    pub mod file_layouts {
        automod::dir!(pub "tests/portal/settings/file_layouts");
    }
    pub mod sold_to_codes {
        automod::dir!(pub "tests/portal/settings/sold_to_codes");
    }
}

/// The checks and log lines at start-up.
mod start_checks {
    automod::dir!("tests/portal/start_checks");
}

mod support;
mod uploads;

/// Cargo doesn't notice a new file until another file changes. A file in an undeclared folder is never compiled.
#[test]
fn every_test_file_is_compiled() {
    let sources = std::env::current_exe().unwrap().with_extension("d");
    let sources =
        std::fs::read_to_string(&sources).unwrap_or_else(|_| panic!("can't read {}", sources.display()));
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/portal");
    let mut folders = vec![std::path::PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let file = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display();
                assert!(
                    sources.contains(&format!("{file}:\n")),
                    "{file} isn't compiled. Declare its folder in tests/portal/main.rs, or run: touch tests/portal/main.rs"
                );
            }
        }
    }
}
