//! Every dependency has an allowed licence, comes from crates.io and isn't banned. The lists are in `deny.toml`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't continue has failed")]

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

const POLICY: &str = include_str!("../deny.toml");

/// Cargo's name for the source of crates from crates.io.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Returns all packages that are built for this machine, except the portal.
fn packages() -> Vec<Value> {
    let rustc = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let version = String::from_utf8(rustc.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc prints its host");
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let others = packages.iter().filter(|package| package["name"] != env!("CARGO_PKG_NAME"));
    let others: Vec<Value> = others.cloned().collect();
    assert!(others.len() > 100, "only {} packages were found", others.len());
    others
}

/// Returns the quoted strings in the list `key = […]` in `deny.toml`.
fn listed(key: &str) -> BTreeSet<&'static str> {
    let (_, list) = POLICY.split_once(&format!("\n{key} = [")).expect("the list is in deny.toml");
    let (list, _) = list.split_once("\n]").expect("the list ends");
    list.lines().filter_map(|line| line.split('"').nth(1)).collect()
}

/// Returns whether the allowed licences satisfy a licence expression such as `(MIT OR Apache-2.0) AND Unicode-3.0`.
fn is_allowed(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let expression = expression.trim();
    for (operator, is_or) in [(" OR ", true), (" AND ", false)] {
        let parts = split_outside_parentheses(expression, operator);
        if parts.len() > 1 {
            let mut parts = parts.into_iter().map(|part| is_allowed(part, allowed));
            return if is_or { parts.any(|part| part) } else { parts.all(|part| part) };
        }
    }
    match expression.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => is_allowed(inner, allowed),
        None => allowed.contains(expression),
    }
}

fn split_outside_parentheses<'a>(text: &'a str, operator: &str) -> Vec<&'a str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 && text[at..].starts_with(operator) => {
                parts.push(&text[start..at]);
                start = at + operator.len();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[test]
fn every_dependency_has_an_allowed_licence() {
    let allowed = listed("allow");
    let mut faults = Vec::new();
    for package in packages() {
        // Older crates separate alternatives with a slash.
        let licence = package["license"].as_str().unwrap_or_default();
        let expression = licence.replace(" / ", "/").replace('/', " OR ");
        if !is_allowed(&expression, &allowed) {
            faults.push(format!("{}: '{licence}' isn't allowed", package["name"]));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_dependency_comes_from_crates_io() {
    let others = packages().into_iter().filter(|package| package["source"] != CRATES_IO);
    let others: Vec<String> = others.map(|package| format!("{}", package["id"])).collect();
    assert!(others.is_empty(), "\n{}", others.join("\n"));
}

#[test]
fn no_dependency_is_banned() {
    let banned = listed("deny");
    let packages = packages();
    let found = packages.iter().filter_map(|package| package["name"].as_str());
    let found: Vec<&str> = found.filter(|name| banned.contains(name)).collect();
    assert!(found.is_empty(), "banned in deny.toml: {}", found.join(", "));
}

#[test]
fn licence_expressions_are_evaluated() {
    let allowed = BTreeSet::from(["MIT", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"]);
    for expression in
        ["MIT", "GPL-3.0 OR MIT", "(GPL-3.0 OR MIT) AND Unicode-3.0", "Apache-2.0 WITH LLVM-exception"]
    {
        assert!(is_allowed(expression, &allowed), "{expression}");
    }
    for expression in ["", "GPL-3.0", "MIT AND GPL-3.0", "MIT AND (GPL-3.0 OR LGPL-3.0)"] {
        assert!(!is_allowed(expression, &allowed), "{expression}");
    }
}
