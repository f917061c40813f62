//! The files that the fuzzer keeps (`fuzz/corpus/rows`), handed in like any: what holds of every file holds of them.

use std::path::Path;

use super::invariants::{Became, Looker};

/// Each of two parts of the files, so that they run side by side. The first byte says what a file is for.
async fn part(which: usize) {
    let looker = Looker::start().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/rows");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut done = 0;
    for path in paths.iter().skip(which).step_by(2) {
        let bytes = std::fs::read(path).unwrap();
        let Some((first, bytes)) = bytes.split_first() else { continue };
        let name = path.file_name().unwrap().to_str().unwrap();
        let became = looker.look(&format!("{name}.csv"), bytes, first % 3 == 1).await;
        done += usize::from(matches!(became, Became::Done { .. }));
    }
    assert!(done > 20, "{done} of {} were accepted", paths.len() / 2);
}

#[tokio::test]
async fn one_half() {
    part(0).await;
}

#[tokio::test]
async fn the_other_half() {
    part(1).await;
}
