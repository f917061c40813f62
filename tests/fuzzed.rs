//! Replays the fuzzer's corpus (`scripts/long fuzz`). The properties in `fuzz/targets.rs` must hold for every file in
//! `fuzz/corpus`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't continue has failed")]

#[path = "../fuzz/targets.rs"]
mod targets;

use std::path::Path;

fn replay(name: &str) {
    let target = targets::ALL.iter().find(|(candidate, _)| *candidate == name).unwrap().1;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        println!("{}", path.display());
        target(&std::fs::read(path).unwrap());
        count += 1;
    }
    assert!(count > 10, "the corpus has only {count} files");
}

#[test]
fn the_row_corpus_passes() {
    replay("rows");
}

#[test]
fn the_column_corpus_passes() {
    replay("columns");
}

#[test]
fn the_decision_corpus_passes() {
    replay("decisions");
}

#[test]
fn the_identifier_corpus_passes() {
    replay("identifiers");
}

#[test]
fn the_form_corpus_passes() {
    replay("form");
}

#[test]
fn the_cursor_corpus_passes() {
    replay("cursors");
}

#[test]
fn the_workbook_corpus_passes() {
    replay("workbook");
}

/// Reads the malformed and unusual files in `tests/files` once for each purpose.
#[test]
fn files_from_other_tests_pass() {
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files")).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for purpose in 0..3 {
            targets::rows(&[&[purpose], bytes.as_slice()].concat());
        }
        targets::workbook(&bytes);
    }
}
