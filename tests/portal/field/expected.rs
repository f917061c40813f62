//! The outcome that a careful clerk would expect for each list in `tests/field`. The README there describes the fields.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use regex::{Regex, RegexBuilder};
use serde::Deserialize;

/// The way in which a list is sent to the portal.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    Single,
    Pasted,
    Bulk,
}

/// The expected outcome of a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    pub file: String,
    pub mode: Mode,
    pub kind: String,
    pub registered: Vec<(u64, String)>,
    #[serde(default)]
    pub also_registered: Vec<String>,
    #[serde(default)]
    pub failed: Vec<(u64, String)>,
    #[serde(default)]
    pub may_fail: Vec<u64>,
    #[serde(default)]
    pub may_fail_instead: bool,
    #[serde(default)]
    pub messages: BTreeMap<u64, String>,
    pub must_be_rejected: Option<String>,
    pub may_be_rejected: Option<String>,
    #[serde(default)]
    pub order: BTreeMap<String, String>,
    #[serde(default)]
    pub date: BTreeMap<String, NaiveDate>,
    pub if_results_match: Option<String>,
    #[serde(default)]
    pub also_registered_if_results_match: Vec<String>,
}

/// Returns the expected outcomes for all lists.
pub fn all() -> Vec<Expected> {
    serde_json::from_str(&std::fs::read_to_string(folder().join("expected.json")).unwrap()).unwrap()
}

/// Returns the folder with the lists.
pub fn lists() -> PathBuf {
    folder().join("lists")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/field")
}

/// Returns whether a text matches the pattern anywhere. Case doesn't matter.
pub fn matches(pattern: &str, text: &str) -> bool {
    let regex: Regex = RegexBuilder::new(pattern).case_insensitive(true).build().unwrap();
    regex.is_match(text)
}

#[test]
fn every_list_has_an_expected_outcome() {
    let mut expected: Vec<String> = all().into_iter().map(|expected| expected.file).collect();
    let mut found: Vec<String> = std::fs::read_dir(lists())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}
