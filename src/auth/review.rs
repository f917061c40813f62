//! Support's access to resellers' submissions: determines which reseller owns a submission, and logs views.

use chrono::{Duration, NaiveDateTime};

use crate::domain::activity::Activity;
use crate::domain::actor::{Actor, Permission, Scope};
use crate::domain::ids::ActorKey;
use crate::domain::submission::SubmissionKind;
use crate::store::activity::{self, Author};
use crate::store::submissions::item::Item;
use crate::store::{Conn, Error, resellers, support};

/// Period during which repeated views by the same person aren't logged.
pub(crate) const VIEW_LOG_INTERVAL: Duration = Duration::minutes(10);

/// A submission that support may read.
#[derive(Clone, Debug)]
pub(crate) struct ReviewedItem {
    /// Scope of the reseller that owns the submission.
    pub(crate) scope: Scope,
    /// The submission as shown in lists.
    pub(crate) row: support::items::ItemRow,
}

/// Opens an upload, a bulk action or a deletion for review. Returns [`Error::NotFound`] if the actor may not review
/// uploads.
pub(crate) fn open(conn: &mut Conn, actor: &Actor, item: Item) -> Result<ReviewedItem, Error> {
    if !actor.may(Permission::ReviewUploads) {
        return Err(Error::NotFound);
    }
    let row =
        support::items::load_rows(conn, actor.scope, &[item])?.into_iter().next().ok_or(Error::NotFound)?;
    // An upload for one customer is opened by its upload ID, never as a submission.
    if let (Item::Submission(_), SubmissionKind::Upload) = (item, row.kind) {
        return Err(Error::NotFound);
    }
    let scope = Scope::Reseller(resellers::find_id(conn, row.reseller_id.as_str())?);
    Ok(ReviewedItem { scope, row })
}

impl ReviewedItem {
    /// Returns the action and the object for the activity log.
    fn activity(&self) -> (Activity, String) {
        match self.row.item {
            Item::Upload(id) => (Activity::UploadViewed, id.to_string()),
            Item::Submission(id) => (Activity::viewed(self.row.kind), self.row.kind.name(id)),
        }
    }

    /// Returns whether this actor's view still has to be logged.
    pub(crate) fn is_new(&self, conn: &mut Conn, actor: ActorKey, at: NaiveDateTime) -> Result<bool, Error> {
        let (action, object) = self.activity();
        Ok(!activity::is_logged_since(conn, action, &object, actor, at - VIEW_LOG_INTERVAL)?)
    }

    /// Logs the view, unless another request has logged it in the meantime.
    pub(crate) fn write(&self, conn: &mut Conn, actor: ActorKey, at: NaiveDateTime) -> Result<(), Error> {
        if !self.is_new(conn, actor, at)? {
            return Ok(());
        }
        let (action, object) = self.activity();
        Author { actor, at }.log(conn, self.scope, action, &object, ("", ""))
    }
}
