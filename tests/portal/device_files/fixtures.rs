//! Small malformed and unusual files, with their expected outcomes in `tests/files/expected.txt`. For a rejected file,
//! `refused` is followed by part of the message. For other files, `ok` is followed by an identifier, `fail` by a line
//! number and its code, and `read` by part of the text that shows how the file was read.

use std::collections::BTreeMap;
use std::path::Path;

use super::invariants::{FileTester, Outcome};
use crate::harness::cast::STC_ALIAS;

#[derive(Debug, Default)]
struct Expected {
    rejection: Option<String>,
    registered: Vec<String>,
    failed: Vec<(u64, String)>,
    read: Vec<String>,
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files")
}

fn expected() -> BTreeMap<String, Expected> {
    let mut all: BTreeMap<String, Expected> = BTreeMap::new();
    let mut name = String::new();
    for line in std::fs::read_to_string(folder().join("expected.txt")).unwrap().lines() {
        let (word, rest) = line.split_once(' ').unwrap();
        if word == "==" {
            name = rest.to_owned();
            assert!(all.insert(name.clone(), Expected::default()).is_none(), "{name} is listed twice");
            continue;
        }
        let expected = all.get_mut(&name).unwrap();
        match word {
            "refused" => expected.rejection = Some(rest.to_owned()),
            "ok" => expected.registered.push(rest.to_owned()),
            "read" => expected.read.push(rest.to_owned()),
            "fail" => {
                let (line, code) = rest.split_once(' ').unwrap();
                expected.failed.push((line.parse().unwrap(), code.to_owned()));
            }
            _ => panic!("{line}"),
        }
    }
    all
}

#[test]
fn every_file_has_an_expected_outcome() {
    let files: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "expected.txt")
        .collect();
    let expected = expected();
    for file in &files {
        assert!(expected.contains_key(file), "expected.txt lacks {file}");
    }
    assert_eq!(files.len(), expected.len());
    assert!(files.len() >= 150, "{}", files.len());
}

/// Tests a quarter of the files, so that four tests can run in parallel.
async fn test_quarter(quarter: usize) {
    let tester = FileTester::start().await;
    let mut wrong = Vec::new();
    for (name, mut expected) in expected().into_iter().skip(quarter).step_by(4) {
        let bytes = std::fs::read(folder().join(&name)).unwrap();
        let bytes = match name.as_str() {
            "bulk-stc-known.csv" => {
                String::from_utf8(bytes).unwrap().replace("%STC%", STC_ALIAS).into_bytes()
            }
            _ => bytes,
        };
        let outcome =
            tester.submit(&name, &bytes, name.starts_with("bulk-") && !name.starts_with("bulk-layout")).await;
        expected.registered.sort();
        let is_expected = match &outcome {
            Outcome::Rejected(message) => {
                expected.rejection.as_ref().is_some_and(|part| message.contains(part.as_str()))
            }
            Outcome::Done { registered, failed, interpretation } => {
                expected.rejection.is_none()
                    && (registered, failed) == (&expected.registered, &expected.failed)
                    && expected.read.iter().all(|part| interpretation.contains(part.as_str()))
            }
        };
        if !is_expected {
            wrong.push(format!("{name}: {expected:?}\n    but the outcome was {outcome:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} files had a different outcome:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn the_first_quarter_of_the_files_has_the_expected_outcomes() {
    test_quarter(0).await;
}

#[tokio::test]
async fn the_second_quarter_of_the_files_has_the_expected_outcomes() {
    test_quarter(1).await;
}

#[tokio::test]
async fn the_third_quarter_of_the_files_has_the_expected_outcomes() {
    test_quarter(2).await;
}

#[tokio::test]
async fn the_fourth_quarter_of_the_files_has_the_expected_outcomes() {
    test_quarter(3).await;
}
