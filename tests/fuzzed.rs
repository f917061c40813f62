//! What the fuzzer found and what it began with (`scripts/fuzz`), replayed: each file of `fuzz/corpus` holds what any
//! bytes must hold.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

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
fn rows() {
    replay("rows");
}

#[test]
fn identifiers() {
    replay("identifiers");
}

#[test]
fn the_multipart_form() {
    replay("form");
}

#[test]
fn list_cursors() {
    replay("cursors");
}

#[test]
fn workbooks() {
    replay("workbook");
}

/// The small bad and awkward files, for whatever purpose they are read.
#[test]
fn the_files_of_the_other_tests() {
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files")).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for purpose in 0..3 {
            targets::rows(&[&[purpose], bytes.as_slice()].concat());
        }
        targets::workbook(&bytes);
    }
}
