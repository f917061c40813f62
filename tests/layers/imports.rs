//! Finds the files that a source file imports, and circular imports.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::{code, is_word};

/// The crate's modules: each module's path, such as `store::db`, and its file in `src`.
pub struct Modules(BTreeMap<Vec<String>, String>);

impl Modules {
    /// Creates the modules for these files, which are paths relative to `src`.
    pub fn new<'a>(files: impl Iterator<Item = &'a str>) -> Modules {
        Modules(files.map(|file| (module(file), file.to_owned())).collect())
    }

    /// Returns the files that a file imports with `use` or refers to in a path. `path` is relative to `src`, and
    /// `text` is the contents of the file.
    pub fn imports(&self, path: &str, text: &str) -> BTreeSet<String> {
        let code = code(text);
        let own = module(path);
        let mut found = BTreeSet::new();
        for at in paths(&code) {
            let mut base = own.clone();
            let inline = inline_modules(&code, at);
            // Unit tests may import files from higher layers.
            if inline.iter().any(|name| name == "tests") {
                continue;
            }
            base.extend(inline);
            for named in tree(&code[at..]) {
                let Some(absolute) = self.absolute(&base, &own, &named) else { continue };
                found.extend(self.file_of(&absolute).filter(|file| *file != path).map(str::to_owned));
            }
        }
        found
    }

    /// Resolves a path to an absolute path in this crate. Returns `None` if it leads to another crate.
    fn absolute(&self, base: &[String], own: &[String], named: &[String]) -> Option<Vec<String>> {
        let (first, rest) = named.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "super" => {
                let levels = named.iter().take_while(|name| *name == "super").count();
                let kept = base.len().checked_sub(levels)?;
                Some([&base[..kept], &named[levels..]].concat())
            }
            "self" => Some([base, rest].concat()),
            _ => {
                let child = [own, &named[..1]].concat();
                self.0.contains_key(&child).then(|| [own, named].concat())
            }
        }
    }

    /// Returns the file of the innermost module in a path.
    fn file_of(&self, path: &[String]) -> Option<&str> {
        (0..=path.len()).rev().find_map(|end| self.0.get(&path[..end])).map(String::as_str)
    }
}

/// Returns the groups of files that import each other, directly or indirectly. Each group is sorted.
pub fn cycles(imports: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let reaches = |from: &str| {
        let mut seen = BTreeSet::new();
        let mut next = vec![from.to_owned()];
        while let Some(file) = next.pop() {
            for imported in imports.get(&file).into_iter().flatten() {
                if seen.insert(imported.clone()) {
                    next.push(imported.clone());
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&String, BTreeSet<String>> =
        imports.keys().map(|file| (file, reaches(file))).collect();
    let mut groups: Vec<Vec<String>> = Vec::new();
    for (file, others) in &reached {
        if !others.contains(*file) || groups.iter().any(|group| group.contains(file)) {
            continue;
        }
        let is_in_cycle = |other: &&String| reached.get(other).is_some_and(|back| back.contains(*file));
        groups.push(others.iter().filter(is_in_cycle).cloned().collect());
    }
    groups
}

/// Returns a file's module. `store/db/mod.rs` is `store::db`, and `lib.rs` and `main.rs` are the root.
fn module(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" || path == "main" {
        return Vec::new();
    }
    path.split('/').map(str::to_owned).collect()
}

/// Returns the offset of each path in the code. A `use` tree counts as one path.
fn paths(code: &str) -> Vec<usize> {
    let bytes = code.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !is_word(bytes, at) {
            at += 1;
            continue;
        }
        let end = (at..).find(|end| !is_word(bytes, *end)).unwrap_or(bytes.len());
        let is_start = !code[..at].trim_end().ends_with("::") && !code[..at].ends_with('.');
        if is_start && code[end..].starts_with("::") {
            found.push(at);
            // Skip the whole tree.
            at = tree_end(code, at);
        } else {
            at = end;
        }
    }
    found
}

/// Returns the end of the path or `use` tree that begins at this offset.
fn tree_end(code: &str, from: usize) -> usize {
    let bytes = code.as_bytes();
    let mut at = from;
    loop {
        at = (at..).find(|end| !is_word(bytes, *end)).unwrap_or(bytes.len());
        if !code[at..].starts_with("::") {
            return at;
        }
        at += 2;
        if bytes.get(at) == Some(&b'{') {
            let mut depth = 0;
            for (offset, c) in code[at..].char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    return at + offset + 1;
                }
            }
            return bytes.len();
        }
        if !is_word(bytes, at) {
            return at;
        }
    }
}

/// Returns every path in the `use` tree at the beginning of `code`. `a::{b, c::{self, d}}` contains `a::b`, `a::c` and
/// `a::c::d`.
fn tree(code: &str) -> Vec<Vec<String>> {
    let end = tree_end(code, 0);
    let mut found = Vec::new();
    read_tree(&code[..end], &mut Vec::new(), &mut found);
    found
}

fn read_tree(text: &str, prefix: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let text = text.trim();
    let depth = prefix.len();
    if let Some((head, group)) = text.split_once('{') {
        let names = head.split("::").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        prefix.extend(names);
        let group = group.rsplit_once('}').map_or(group, |(inside, _)| inside);
        let mut level = 0;
        let parts = group.split(|c| {
            match c {
                '{' => level += 1,
                '}' => level -= 1,
                _ => {}
            }
            c == ',' && level == 0
        });
        for part in parts.filter(|part| !part.trim().is_empty()) {
            read_tree(part, prefix, found);
        }
    } else {
        let path = text.split(" as ").next().unwrap_or_default();
        let names = path.split("::").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        let mut whole = prefix.clone();
        whole.extend(names);
        if whole.len() > depth.max(1) && whole.last().is_some_and(|last| last == "self") {
            whole.pop();
        }
        found.push(whole);
    }
    prefix.truncate(depth);
}

/// Returns the names of the inline modules around an offset in the code.
fn inline_modules(code: &str, at: usize) -> Vec<String> {
    let mut open: Vec<Option<String>> = Vec::new();
    for (offset, c) in code[..at].char_indices() {
        match c {
            '{' => {
                let before = code[..offset].trim_end();
                let name_at =
                    before.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |end| end + 1);
                let is_module = before[..name_at].trim_end().ends_with("mod");
                open.push(is_module.then(|| before[name_at..].to_owned()));
            }
            '}' => {
                open.pop();
            }
            _ => {}
        }
    }
    open.into_iter().flatten().collect()
}

#[test]
fn every_kind_of_import_is_found() {
    let modules = Modules::new(["lib.rs", "a/mod.rs", "a/b.rs", "a/c.rs", "d.rs"].into_iter());
    let imports = |path: &str, text: &str| modules.imports(path, text).into_iter().collect::<Vec<_>>();
    assert_eq!(imports("d.rs", "use crate::a::{self, b::{B, C as D}};"), ["a/b.rs", "a/mod.rs"]);
    assert_eq!(imports("a/b.rs", "use super::c::E;"), ["a/c.rs"]);
    assert_eq!(imports("a/b.rs", "fn f() { super::super::d::g(); }"), ["d.rs"]);
    assert_eq!(imports("a/mod.rs", "pub use b::B;"), ["a/b.rs"]);
    assert_eq!(imports("a/mod.rs", "pub mod b;"), Vec::<String>::new());
    assert_eq!(imports("a/b.rs", "mod inner { use super::*; use super::super::c::E; }"), ["a/c.rs"]);
    assert_eq!(imports("a/b.rs", "mod tests { use super::super::c::E; }"), Vec::<String>::new());
    assert_eq!(imports("a/b.rs", "use std::fmt; // crate::d"), Vec::<String>::new());
}

#[test]
fn a_cycle_lists_all_of_its_files_and_no_others() {
    let graph = [("a", vec!["b"]), ("b", vec!["c"]), ("c", vec!["a", "d"]), ("d", vec![])];
    let imports = graph
        .into_iter()
        .map(|(file, imported)| (file.to_owned(), imported.into_iter().map(str::to_owned).collect()))
        .collect();
    assert_eq!(cycles(&imports), [["a", "b", "c"]]);
}
