//! Failed rows that came back corrected: which uploads did that, and which lines they registered.

use std::collections::HashMap;

use crate::domain::submission::SubmissionKind;
use crate::store::failed_rows::Source;
use crate::store::failed_rows::corrections::{self, FollowUp, Mends};
use crate::store::submissions::item::Item;
use crate::store::{Conn, Error};
use crate::web::page::format::{counted, number};
use crate::web::urls;

/// An upload or a bulk action, named and linked.
#[derive(Clone, Debug)]
pub struct Link {
    /// "upload 1000012", "bulk action B-7" or "check 12"
    pub words: String,
    /// Its page.
    pub url: String,
}

/// Corrected rows that came since.
pub struct FollowUpLine {
    /// With what they came.
    pub link: Link,
    /// "412 lines resolved"
    pub resolved: String,
}

/// What a file corrects.
pub struct Mended {
    /// The upload, bulk action or check.
    pub link: Link,
    /// The other lines of a check, which nobody has uploaded: "other 3 lines have".
    pub left: Option<String>,
}

impl Mended {
    /// As the pages of a reseller show it.
    pub fn new(mends: Mends) -> Mended {
        match mends {
            Mends::Item(item) => {
                Mended { link: link(item, urls::upload_errors, urls::bulk_action), left: None }
            }
            Mends::Check { number: check, good } => Mended {
                link: Link { words: format!("check {check}"), url: urls::check(check) },
                left: match good {
                    0 => None,
                    1 => Some("other line has".to_owned()),
                    many => Some(format!("other {} lines have", number(many))),
                },
            },
        }
    }
}

/// What the part of a page is made of.
pub struct LoadedFollowUps {
    all: Vec<FollowUp>,
    /// Lines that are resolved, of all that failed.
    resolved: i64,
    of_lines: HashMap<i64, Item>,
}

impl LoadedFollowUps {
    /// Loads it for the failed lines that are shown.
    pub fn new(conn: &mut Conn, source: &Source, lines: &[i64]) -> Result<LoadedFollowUps, Error> {
        let all = corrections::follow_ups(conn, source)?;
        if all.is_empty() {
            return Ok(LoadedFollowUps { all, resolved: 0, of_lines: HashMap::new() });
        }
        let resolved = corrections::resolved(conn, source)?;
        let of_lines = corrections::of_lines(conn, source, lines)?;
        Ok(LoadedFollowUps { all, resolved, of_lines })
    }

    /// Takes what is known of the same lines from an earlier upload of the same file.
    pub fn add_lines(&mut self, earlier: HashMap<i64, Item>) {
        self.of_lines.extend(earlier);
    }

    /// Whether nothing is left of so many failed lines.
    pub fn resolve_all(&self, failed: i64) -> bool {
        failed > 0 && self.resolved >= failed
    }

    /// The uploads, the newest first.
    pub fn lines(&self, upload: fn(i64) -> String, action: fn(i64) -> String) -> Vec<FollowUpLine> {
        let linked = |follow_up: &FollowUp| (link(follow_up.item, upload, action), follow_up.resolved);
        let line = |(link, resolved): (Link, i64)| FollowUpLine {
            link: Link { words: capital(link.words), url: link.url },
            resolved: format!("{} resolved", counted(resolved, "line", "lines")),
        };
        self.all.iter().map(linked).map(line).collect()
    }

    /// What registered a line.
    pub fn of_line(&self, line: i64, upload: fn(i64) -> String, action: fn(i64) -> String) -> Option<Link> {
        self.of_lines.get(&line).map(|item| link(*item, upload, action))
    }
}

/// The same, as a line begins.
fn capital(words: String) -> String {
    let mut rest = words.chars();
    rest.next().map_or(String::new(), |first| first.to_uppercase().chain(rest).collect())
}

/// What a link to an upload or a bulk action says, and where it leads.
pub fn link(item: Item, upload: fn(i64) -> String, action: fn(i64) -> String) -> Link {
    match item {
        Item::Upload(id) => Link { words: format!("upload {id}"), url: upload(id) },
        Item::Submission(id) => {
            Link { words: format!("bulk action {}", SubmissionKind::BulkUpload.name(id)), url: action(id) }
        }
    }
}
