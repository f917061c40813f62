//! Small bad and awkward files, each with what must become of it (`tests/files/expected.txt`): `refused` and a part of
//! the sentence; or `ok` and an identifier, `fail` and a line with its code, `read` and a part of what was understood.

use std::collections::BTreeMap;
use std::path::Path;

use super::invariants::{Became, Looker};
use crate::harness::cast::STC_ALIAS;

#[derive(Debug, Default)]
struct Expected {
    refused: Option<String>,
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
            assert!(all.insert(name.clone(), Expected::default()).is_none(), "{name} twice");
            continue;
        }
        let expected = all.get_mut(&name).unwrap();
        match word {
            "refused" => expected.refused = Some(rest.to_owned()),
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
fn every_file_is_expected_and_there_are_enough() {
    let files: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "expected.txt")
        .collect();
    let expected = expected();
    for file in &files {
        assert!(expected.contains_key(file), "nothing is said of {file}");
    }
    assert_eq!(files.len(), expected.len());
    assert!(files.len() >= 150, "{}", files.len());
}

/// Each of four parts of the files, so that they run side by side.
async fn part(which: usize) {
    let looker = Looker::start().await;
    let mut wrong = Vec::new();
    for (name, mut expected) in expected().into_iter().skip(which).step_by(4) {
        let bytes = std::fs::read(folder().join(&name)).unwrap();
        let bytes = match name.as_str() {
            "bulk-stc-known.csv" => {
                String::from_utf8(bytes).unwrap().replace("%STC%", STC_ALIAS).into_bytes()
            }
            _ => bytes,
        };
        let became =
            looker.look(&name, &bytes, name.starts_with("bulk-") && !name.starts_with("bulk-layout")).await;
        expected.registered.sort();
        let is_right = match &became {
            Became::Refused(sentence) => {
                expected.refused.as_ref().is_some_and(|part| sentence.contains(part.as_str()))
            }
            Became::Done { registered, failed, understood } => {
                expected.refused.is_none()
                    && (registered, failed) == (&expected.registered, &expected.failed)
                    && expected.read.iter().all(|part| understood.contains(part.as_str()))
            }
        };
        if !is_right {
            wrong.push(format!("{name}: {expected:?}\n    became {became:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} files:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn the_first_of_four() {
    part(0).await;
}

#[tokio::test]
async fn the_second_of_four() {
    part(1).await;
}

#[tokio::test]
async fn the_third_of_four() {
    part(2).await;
}

#[tokio::test]
async fn the_fourth_of_four() {
    part(3).await;
}
