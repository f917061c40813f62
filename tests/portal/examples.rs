//! Examples on pages and in samples must be valid, because people copy them.

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
fn every_imei_on_a_page_or_in_a_sample_is_valid() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut seen, mut wrong) = (0, Vec::new());
    for file in [files(root.join("templates")), files(root.join("static/samples"))].concat() {
        // This sample contains deliberate mistakes.
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
    assert!(seen >= 10, "only {seen} examples were found, so this test is looking in the wrong place");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
