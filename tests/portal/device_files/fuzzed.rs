//! Uploads the fuzzer's corpus (`fuzz/corpus/rows`) and checks the invariants for every file.

use std::path::Path;

use super::invariants::{FileTester, Outcome};

/// Tests half of the files, so that two tests can run in parallel. The first byte of a file selects its purpose.
async fn test_half(half: usize) {
    let tester = FileTester::start().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/rows");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut accepted = 0;
    for path in paths.iter().skip(half).step_by(2) {
        let bytes = std::fs::read(path).unwrap();
        let Some((first, bytes)) = bytes.split_first() else { continue };
        let name = path.file_name().unwrap().to_str().unwrap();
        let outcome = tester.submit(&format!("{name}.csv"), bytes, first % 3 == 1).await;
        accepted += usize::from(matches!(outcome, Outcome::Done { .. }));
    }
    assert!(accepted > 20, "only {accepted} of {} files were accepted", paths.len() / 2);
}

#[tokio::test]
async fn the_first_half_of_the_fuzzed_files_satisfies_the_invariants() {
    test_half(0).await;
}

#[tokio::test]
async fn the_second_half_of_the_fuzzed_files_satisfies_the_invariants() {
    test_half(1).await;
}
