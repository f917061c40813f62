//! Replays the corpus of the fuzzer (`scripts/long fuzz`): the properties of `fuzz/targets.rs` hold for every file of
//! `fuzz/corpus`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't continue has failed")]

#[path = "../fuzz/targets.rs"]
mod targets;

use std::path::Path;

fn replay(name: &str) {
    let target = targets::ALL.iter().find(|(known, _)| *known == name).unwrap().1;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        println!("{}", path.display());
        target(&std::fs::read(path).unwrap());
        seen += 1;
    }
    assert!(seen > 10, "{seen} files");
}

#[test]
fn rows_of_any_file_pass() {
    replay("rows");
}

#[test]
fn any_identifiers_pass() {
    replay("identifiers");
}

#[test]
fn any_multipart_forms_pass() {
    replay("form");
}

#[test]
fn any_list_cursors_pass() {
    replay("cursors");
}

#[test]
fn any_workbooks_pass() {
    replay("workbook");
}

/// Reads the small bad and awkward files of other tests for every purpose.
#[test]
fn files_of_other_tests_pass() {
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files")).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for purpose in 0..3 {
            targets::rows(&[&[purpose], bytes.as_slice()].concat());
        }
        targets::workbook(&bytes);
    }
}
