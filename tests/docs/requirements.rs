//! Parses the ASVS requirements in `docs/operating/security.md`, which links them to tests and paragraphs.

use std::collections::BTreeSet;

use crate::markdown;

/// A row in the table of requirements.
pub struct Requirement {
    /// The number, such as `1.2.4`.
    pub number: String,
    /// The level, 1 or 2.
    pub level: String,
    /// The names of the tests that prove compliance.
    pub tests: Vec<String>,
    /// Whether the row links to a paragraph.
    pub has_paragraph: bool,
    /// Whether the row says that the requirement isn't met.
    pub is_unmet: bool,
}

/// Returns the requirements in a document.
pub fn requirements(text: &str) -> Vec<Requirement> {
    let rows = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    rows.filter_map(|row| {
        let [number, level, proof] = row.splitn(3, " | ").collect::<Vec<_>>()[..] else { return None };
        let is_number =
            number.split('.').count() == 3 && number.split('.').all(|part| part.parse::<u8>().is_ok());
        is_number.then(|| Requirement {
            number: number.to_owned(),
            level: level.to_owned(),
            tests: proof.split('`').skip(1).step_by(2).map(str::to_owned).collect(),
            has_paragraph: !markdown::links(proof).is_empty(),
            is_unmet: proof.starts_with("Not met"),
        })
    })
    .collect()
}

/// Returns the names of all test functions in a source file.
pub fn test_names(source: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut is_test = false;
    for line in source.lines().map(str::trim) {
        is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
        let function = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
        if let Some((name, _)) = function.filter(|_| is_test).and_then(|rest| rest.split_once('(')) {
            names.insert(name);
            is_test = false;
        }
    }
    names
}

#[test]
fn rows_and_test_names_are_found() {
    let text = "| ASVS | level | proof |\n|---|---|---|\n| 1.2.3 | 1 | `a` `b` [c](#d) |\n| 1.2.4 | 2 | Not met: e |";
    let found = requirements(text);
    let first = (&found[0].number[..], &found[0].level[..], &found[0].tests[..], found[0].has_paragraph);
    assert_eq!(first, ("1.2.3", "1", &["a".to_owned(), "b".to_owned()][..], true));
    assert_eq!((found.len(), found[1].is_unmet, found[1].has_paragraph), (2, true, false));
    let source = "#[test]\nfn one() {}\nfn two() {}\n#[tokio::test(x)]\n#[ignore]\nasync fn three() {}";
    assert_eq!(test_names(source).into_iter().collect::<Vec<_>>(), ["one", "three"]);
}
