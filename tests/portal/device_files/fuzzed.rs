//! Uploads the fuzzer's corpus (`fuzz/corpus/rows`) and checks the invariants for every file.

use std::path::Path;

use super::invariants::{FileTester, Outcome};

/// Tests half of the files, so that two tests can run in parallel. The first byte of a file selects its purpose.
async fn part(half: usize) {
    let tester = FileTester::start().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/rows");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut done = 0;
    for path in paths.iter().skip(half).step_by(2) {
        let bytes = std::fs::read(path).unwrap();
        let Some((first, bytes)) = bytes.split_first() else { continue };
        let name = path.file_name().unwrap().to_str().unwrap();
        let outcome = tester.submit(&format!("{name}.csv"), bytes, first % 3 == 1).await;
        done += usize::from(matches!(outcome, Outcome::Done { .. }));
    }
    assert!(done > 20, "{done} of {} were accepted", paths.len() / 2);
}

#[tokio::test]
async fn fuzzed_files_satisfy_the_invariants_first_half() {
    part(0).await;
}

#[tokio::test]
async fn fuzzed_files_satisfy_the_invariants_second_half() {
    part(1).await;
}
