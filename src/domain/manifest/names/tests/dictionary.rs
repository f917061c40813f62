use std::collections::{BTreeSet, HashMap};

use crate::domain::manifest::names::dictionary::{Entry, TEXT, WORDS, Word, entries};
use crate::domain::manifest::names::meaning::Name;
use crate::domain::manifest::names::parts::Parts;
use crate::domain::manifest::names::words::words;

#[test]
fn every_line_is_an_entry() {
    let is_entry = |line: &str| line.is_empty() || line.starts_with(['/', '[']) || line.contains(": ");
    let others: Vec<&str> = TEXT.lines().filter(|line| !is_entry(line)).collect();
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn every_key_is_known() {
    let is_known = |entry: &Entry| match entry.section {
        WORDS => Word::of_key(entry.key).is_some(),
        _ => Name::of_key(entry.key).is_some(),
    };
    let unknown: BTreeSet<&str> = entries().filter(|entry| !is_known(entry)).map(|entry| entry.key).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn entries_are_sorted() {
    let entries: Vec<Entry> = entries().collect();
    let is_sorted = |pair: &[Entry]| {
        pair[0].section != pair[1].section || (pair[0].key, pair[0].text) < (pair[1].key, pair[1].text)
    };
    let wrong: Vec<&str> =
        entries.windows(2).filter(|pair| !is_sorted(pair)).map(|pair| pair[1].text).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn each_entry_has_one_meaning() {
    let mut keys: HashMap<(bool, String), &str> = HashMap::new();
    for Entry { section, key, text } in entries() {
        let found = keys.entry((section == WORDS, text.replace(' ', ""))).or_insert(key);
        assert_eq!(*found, key, "{text}");
    }
}

#[test]
fn entries_are_in_normal_form() {
    let normal_form = |entry: &Entry| match (entry.section, entry.text.strip_suffix(" #")) {
        (WORDS, _) => words(entry.text).concat(),
        (_, Some(text)) => format!("{} #", Parts::new(text).normal_form()),
        (_, None) => Parts::new(entry.text).normal_form(),
    };
    let wrong: Vec<(&str, String)> = entries()
        .map(|entry| (entry.text, normal_form(&entry)))
        .filter(|(text, form)| text != form)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_language_has_identifiers_orders_and_other_columns() {
    let languages = "English German French Spanish Italian Portuguese Dutch Polish Czech Danish Swedish Norwegian \
        Finnish Turkish Russian Ukrainian Chinese Japanese Korean";
    let keys =
        ["imei", "serial", "any identifier", "customer id", "order number", "order date", "date", "unused"];
    for language in languages.split_whitespace() {
        for key in keys {
            let is_entry = |entry: Entry| entry.section == language && entry.key == key;
            assert!(entries().any(is_entry), "{language} has no {key}");
        }
    }
    for system in [
        "Android zero-touch",
        "Windows Autopilot",
        "Intune",
        "Apple Business Manager",
        "Samsung Knox Mobile Enrollment",
    ] {
        assert!(entries().any(|entry| entry.section == system), "{system}");
    }
}
