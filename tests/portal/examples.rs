//! Whoever copies an example from a page or a sample must not be told that it is wrong.

use std::path::{Path, PathBuf};

use reseller_portal::domain::device_id;

fn files(folder: PathBuf) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { found.extend(files(entry)) } else { found.push(entry) }
    }
    found
}

#[test]
fn every_imei_of_a_page_or_a_sample_is_valid() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut seen, mut wrong) = (0, Vec::new());
    for file in [files(root.join("templates")), files(root.join("static/samples"))].concat() {
        // It shows mistakes on purpose.
        if file.ends_with("with-mistakes.csv") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for number in text.split(|c: char| !c.is_ascii_alphanumeric()) {
            if number.len() == 15 && number.bytes().all(|byte| byte.is_ascii_digit()) {
                seen += 1;
                if let Err(error) = device_id::read(number) {
                    wrong.push(format!("{}: {number}: {error:?}", file.display()));
                }
            }
        }
    }
    assert!(seen >= 10, "{seen} examples were found: this test looks in the wrong place");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
