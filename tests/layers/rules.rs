//! The rules for one source file.

use crate::code::{code, is_word};

/// The layers with their heights. A layer may import lower layers, but not another layer with the same height.
const LAYERS: [(&str, u8); 13] = [
    ("domain", 0),
    ("store", 1),
    ("uploads", 2),
    ("exports", 2),
    ("auth", 2),
    ("notify", 2),
    ("http", 3),
    ("web", 4),
    ("api", 4),
    ("kdp", 4),
    ("worker", 4),
    ("server", 5),
    ("cli", 6),
];

/// Modules that any layer except `domain` may import. They import only `domain` and each other.
const LEAVES: [&str; 8] =
    ["config", "clock", "fail_points", "keys", "metrics", "parallel", "request_id", "telemetry"];

/// The files that may name variants of `Scope`: the file that defines it, and the file that converts it to a filter.
const SCOPE_FILES: [&str; 2] = ["domain/actor.rs", "store/db/stable_filters.rs"];

/// Names of fields and parameters that hold a key.
const KEYS: [&str; 11] = [
    "id",
    "key",
    "account",
    "actor",
    "check",
    "customer",
    "device",
    "person",
    "reseller",
    "submission",
    "upload",
];

/// The maximum length of a file in lines. A longer file fails the test; `store/schema.rs` is exempt.
const MAX_LINES: usize = 300;

/// Returns a message for each violation in `text`. `path` is the file's path relative to `src`.
pub fn faults(path: &str, text: &str) -> Vec<String> {
    let code = code(text);
    let layer = path.split('/').next().unwrap_or_default().trim_end_matches(".rs");
    let mut faults = Vec::new();
    let mut fault = |at: usize, why: String| {
        let line = code[..at].matches('\n').count() + 1;
        faults.push(format!("src/{path}:{line}: {why}"));
    };

    for (at, used) in layers_used(path, &code) {
        if !may_use(layer, &used) {
            fault(at, format!("{layer} may not import {used}: dependencies point downwards only"));
        }
    }
    for (at, name) in words(&code) {
        if name.starts_with("diesel") && layer != "store" {
            fault(at, "only store may use diesel".to_owned());
        }
        let may_use_actix =
            ["http", "web", "api", "kdp", "server"].contains(&layer) || path == "cli/serve.rs";
        if name.contains("actix") && !may_use_actix {
            fault(at, "only http, web, api, kdp, server and cli::serve may use actix".to_owned());
        }
        if ["Utc", "Local", "SystemTime"].contains(&name)
            && code[at + name.len()..].starts_with("::now(")
            && path != "clock.rs"
        {
            fault(at, format!("{name}::now: only src/clock.rs may read the time, so that tests can set it"));
        }
        let may_name_scopes = ["auth", "worker", "cli"].contains(&layer) || SCOPE_FILES.contains(&path);
        if name == "Scope" && code[at..].starts_with("Scope::") && !may_name_scopes {
            fault(at, "Scope: only auth, worker and cli may choose a scope".to_owned());
        }
        if name == "i64"
            && declares_keys(&code[..at])
            && !path.starts_with("store/db/")
            && path != "domain/ids.rs"
        {
            fault(at, "a key must not be an i64: use its type from domain::ids".to_owned());
        }
        let before = code[..at].trim_end_matches("#[").trim_end();
        let is_for_tests = before.ends_with("cfg_attr(test,") || before.ends_with("#[cfg(test)]");
        if name == "allow" && code[at..].starts_with("allow(") && !is_for_tests {
            let inside = &code[at..at + code[at..].find(')').unwrap_or(0)];
            for lint in ["unsafe", "unwrap", "expect_used", "clippy::panic"] {
                if inside.contains(lint) {
                    fault(at, format!("{lint} must not be allowed; use #[expect] with a reason"));
                }
            }
        }
    }
    let lines = text.lines().count();
    if lines > MAX_LINES && path != "store/schema.rs" {
        faults.push(format!("src/{path}: {lines} lines; the limit is {MAX_LINES}"));
    }
    faults
}

/// Returns whether the code before a type declares a key or a list of keys. A plural name whose type isn't a list is a
/// count.
fn declares_keys(before: &str) -> bool {
    let is_list = ["Vec<", "HashSet<", "["].iter().any(|list| before.ends_with(list));
    let before = before.trim_end_matches(|c: char| c.is_alphanumeric() || "<[&'_".contains(c));
    let Some(name) = before.trim_end().strip_suffix(':').map(|name| name.trim_end()) else { return false };
    let name = name.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    let name = if is_list { name.strip_suffix('s').unwrap_or(name) } else { name };
    KEYS.contains(&name) || name.ends_with("_key") || name.ends_with("_id")
}

fn may_use(layer: &str, used: &str) -> bool {
    let height = |name: &str| LAYERS.iter().find(|(layer, _)| *layer == name).map(|(_, height)| *height);
    match (height(layer), height(used)) {
        (Some(from), Some(to)) => layer == used || to < from,
        (Some(from), None) => from > 0 || !LEAVES.contains(&used),
        (None, Some(to)) => !LEAVES.contains(&layer) || to == 0,
        (None, None) => true,
    }
}

/// Returns the layers and leaf modules that a file uses, with their offsets. Finds `crate::a::…`, `crate::{a, b::…}`,
/// and `super::…` paths that leave the layer.
fn layers_used(path: &str, code: &str) -> Vec<(usize, String)> {
    // src/a/b.rs is two levels below the crate root; src/a/mod.rs and src/a.rs are one level below it.
    let depth = path.trim_end_matches("/mod.rs").split('/').count();
    let mut used = Vec::new();
    for (at, name) in words(code) {
        let rest = &code[at..];
        if name == "crate" && rest.starts_with("crate::") {
            used.extend(heads(at + "crate::".len(), code));
        }
        let starts_a_path = !code[..at].ends_with("::");
        if name == "super" && starts_a_path {
            let steps = (0..).take_while(|step| rest[step * 7..].starts_with("super::")).count();
            if steps >= depth {
                used.extend(
                    heads(at + steps * 7, code).into_iter().filter(|(_, name)| is_layer_or_leaf(name)),
                );
            }
        }
    }
    used
}

fn is_layer_or_leaf(name: &str) -> bool {
    LEAVES.contains(&name) || LAYERS.iter().any(|(layer, _)| *layer == name)
}

/// Returns the first segment of the path at this offset, or of each path if there is a group.
fn heads(at: usize, code: &str) -> Vec<(usize, String)> {
    let Some(group) = code[at..].strip_prefix('{') else {
        return words(&code[at..])
            .next()
            .map(|(offset, name)| (at + offset, name.to_owned()))
            .into_iter()
            .collect();
    };
    let mut found = Vec::new();
    let (mut depth, mut is_head) = (0, true);
    for (offset, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => is_head = true,
            _ if is_head && c.is_alphabetic() => {
                found.extend(
                    words(&group[offset..]).next().map(|(_, name)| (at + 1 + offset, name.to_owned())),
                );
                is_head = false;
            }
            _ => {}
        }
    }
    found
}

/// Returns every name in the code with its offset.
fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = code.as_bytes();
    (0..bytes.len()).filter(|at| is_word(bytes, *at) && (*at == 0 || !is_word(bytes, at - 1))).map(|at| {
        let end = (at..).find(|end| !is_word(bytes, *end)).unwrap_or(bytes.len());
        (at, &code[at..end])
    })
}

#[test]
fn code_that_breaks_a_rule_is_reported() {
    let bad = [
        ("domain/order.rs", "use crate::store::Db;"),
        ("domain/order.rs", "fn now(clock: &crate::clock::Clock) {}"),
        ("store/uploads.rs", "use crate::{\n    domain::ids,\n    web::{self, urls},\n};"),
        ("store/mod.rs", "use super::uploads::wake;"),
        ("store/registrations/mod.rs", "use super::super::worker::Worker;"),
        ("uploads/accept.rs", "let page = crate::web::frame();"),
        ("uploads/accept.rs", "use crate::auth::sessions;"),
        ("web/frame.rs", "use crate::api::types;"),
        ("http/state.rs", "use crate::web::urls;"),
        ("api/mod.rs", "use crate::web::urls;"),
        ("worker/mod.rs", "use crate::cli;"),
        ("config.rs", "use crate::store::Error;"),
        ("auth/sessions.rs", "use diesel::prelude::*;"),
        ("uploads/intake/upload.rs", "use actix_multipart::Multipart;"),
        ("telemetry.rs", "use tracing_actix_web::TracingLogger;"),
        ("cli/dev.rs", "use actix_web::App;"),
        ("worker/mod.rs", "let now = chrono::Utc::now();"),
        ("domain/order.rs", "SystemTime::now()"),
        ("uploads/accept.rs", "Scope::Reseller(key)"),
        ("web/frame.rs", "Scope::AllResellers"),
        ("store/uploads.rs", "fn find(conn: &mut Conn, upload: i64)"),
        ("web/frame.rs", "struct Line { customer_key: Option<i64> }"),
        ("web/frame.rs", "fn list(only_ids: &[i64])"),
        ("web/frame.rs", "#[allow(clippy::unwrap_used)]"),
        ("web/frame.rs", "#![allow(\n    unsafe_code)]"),
    ];
    for (path, text) in bad {
        assert_eq!(faults(path, text).len(), 1, "{path}: {text}");
    }
    assert_eq!(faults("web/frame.rs", &"\n".repeat(301)).len(), 1);
    assert_eq!(
        faults("web/a.rs", "fn a() {}\n\nuse crate::api;"),
        ["src/web/a.rs:3: web may not import api: dependencies point downwards only"]
    );
}

#[test]
fn code_that_follows_the_rules_passes() {
    let good = [
        ("lib.rs", "#![cfg_attr(test, allow(clippy::unwrap_used))] pub mod web;"),
        ("main.rs", "reseller_portal::cli::run()"),
        ("domain/order.rs", "#[cfg(test)]\n#[allow(clippy::unwrap_used)]\nmod tests {}"),
        ("clock.rs", "Utc::now()"),
        ("telemetry.rs", "use crate::config::Config;"),
        ("config.rs", "use crate::domain::upload::Verification;"),
        ("store/conn.rs", "$crate::store::conn::Conn::Sqlite; use diesel::prelude::*;"),
        ("store/customers.rs", "use super::uploads; use crate::domain::actor::Scope;"),
        ("uploads/accept.rs", "// crate::web\nuse crate::{clock::Clock, config::{Config, web}, store};"),
        ("auth/sessions.rs", "Scope::Reseller(key)"),
        ("store/db/stable_filters.rs", "let Scope::Reseller(key) = scope else { return };"),
        ("store/db/columns.rs", "parent: Option<i64>, key: i64"),
        ("web/frame.rs", "uploads: i64, limit: i64, lines: &[i64], line: i64"),
        ("web/frame.rs", "use actix_web::web; use crate::{auth, uploads, store, domain, config};"),
        ("cli/serve.rs", "use actix_web::HttpServer; use crate::{server, worker};"),
        ("web/frame.rs", "#[expect(clippy::expect_used, reason = \"proven\")] let at = Instant::now();"),
    ];
    for (path, text) in good {
        assert_eq!(faults(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}
