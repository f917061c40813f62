//! Support looks at what resellers handed in. Here it learns whose rows those are, and here it is written down.

use chrono::{Duration, NaiveDateTime};

use crate::domain::activity::Activity;
use crate::domain::actor::{Actor, Permission, Scope};
use crate::domain::submission::SubmissionKind;
use crate::store::activity::{self, Entry};
use crate::store::submissions::item::Item;
use crate::store::{Conn, Error, resellers, support};

/// Looking again within this time is not written down again.
pub const LOOKS_ONCE_IN: Duration = Duration::minutes(10);

/// What support may read, and whose it is.
#[derive(Clone, Debug)]
pub struct Looked {
    /// Whose rows.
    pub scope: Scope,
    /// What was looked at, as a line.
    pub row: support::items::ItemRow,
}

/// Opens an upload, a bulk action or a deletion to somebody who reviews uploads. [`Error::NotFound`] for everybody else.
pub fn open(conn: &mut Conn, actor: &Actor, item: Item) -> Result<Looked, Error> {
    if !actor.may(Permission::ReviewUploads) {
        return Err(Error::NotFound);
    }
    let row = support::items::rows(conn, &[item])?.into_iter().next().ok_or(Error::NotFound)?;
    // An upload for one customer is looked at as that upload, never as a submission.
    if let (Item::Submission(_), SubmissionKind::Upload) = (item, row.kind) {
        return Err(Error::NotFound);
    }
    let scope = Scope::of(resellers::id(conn, &row.reseller_id)?);
    Ok(Looked { scope, row })
}

impl Looked {
    /// What the activity log calls it.
    fn told(&self) -> (Activity, String) {
        match self.row.item {
            Item::Upload(id) => (Activity::UploadViewed, id.to_string()),
            Item::Submission(id) => (Activity::viewed(self.row.kind), self.row.kind.name(id)),
        }
    }

    /// Whether this actor's look at it still has to be written down.
    pub fn is_new(&self, conn: &mut Conn, actor: i64, at: NaiveDateTime) -> Result<bool, Error> {
        let (action, object) = self.told();
        Ok(!activity::told_since(conn, action, &object, actor, at - LOOKS_ONCE_IN)?)
    }

    /// Writes the look down, unless somebody was faster.
    pub fn write(&self, conn: &mut Conn, actor: i64, at: NaiveDateTime) -> Result<(), Error> {
        if !self.is_new(conn, actor, at)? {
            return Ok(());
        }
        let (action, object) = self.told();
        let (actor_key, reseller_key) = (actor, Some(self.scope.reseller()));
        activity::write(conn, Entry { at, actor_key, reseller_key, action, object: &object, detail: "" })
    }
}
