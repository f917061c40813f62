//! Failed rows that came back corrected: which uploads did that, and which lines they registered.

use std::collections::HashMap;

use super::show::counted;
use crate::domain::actor::Scope;
use crate::domain::submission::SubmissionKind;
use crate::store::failed_rows::Of;
use crate::store::items::Item;
use crate::store::mended_rows::{self, FollowUp};
use crate::store::{Conn, Error};

/// An upload or a bulk action, named and linked.
#[derive(Clone, Debug)]
pub struct Link {
    /// "upload 1000012" or "bulk action B-7"
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

/// What the part of a page is made of.
pub struct LoadedFollowUps {
    all: Vec<FollowUp>,
    of_lines: HashMap<i64, Item>,
}

impl LoadedFollowUps {
    /// Loads it for the failed lines that are shown.
    pub fn new(conn: &mut Conn, scope: Scope, of: Of, lines: &[i64]) -> Result<LoadedFollowUps, Error> {
        let all = mended_rows::follow_ups(conn, scope, of)?;
        let of_lines = match all.is_empty() {
            true => HashMap::new(),
            false => mended_rows::of_lines(conn, scope, of, lines)?,
        };
        Ok(LoadedFollowUps { all, of_lines })
    }

    /// The uploads, the newest first.
    pub fn lines(&self, upload: fn(i64) -> String, action: fn(i64) -> String) -> Vec<FollowUpLine> {
        let line = |follow_up: &FollowUp| FollowUpLine {
            link: link(follow_up.item, upload, action),
            resolved: format!("{} resolved", counted(follow_up.resolved, "line", "lines")),
        };
        self.all.iter().map(line).collect()
    }

    /// What registered a line.
    pub fn of_line(&self, line: i64, upload: fn(i64) -> String, action: fn(i64) -> String) -> Option<Link> {
        self.of_lines.get(&line).map(|item| link(*item, upload, action))
    }
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
