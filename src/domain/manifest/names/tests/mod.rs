mod dictionary;
mod eastern;
mod known;
mod northern;
mod strangers;
mod western;

use super::{Meaning, name};

/// Asserts that each of the cells, which are separated by bars, has this meaning.
fn check(meaning: Meaning, cells: &str) {
    let read = |cell: &&str| name(cell).map(|name| name.meaning) == Some(meaning);
    let wrong: Vec<String> = cells
        .split(" | ")
        .filter(|cell| !read(cell))
        .map(|cell| format!("{cell}: {:?}", name(cell).map(|name| name.meaning)))
        .collect();
    assert!(wrong.is_empty(), "expected {meaning:?}: {wrong:#?}");
}
