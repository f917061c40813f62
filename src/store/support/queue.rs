//! Support's lists: the review queue and the other saved views, newest first.

use chrono::{Duration, NaiveDateTime};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use crate::domain::actor::Scope;
use crate::domain::ids::{QueuePosition, ResellerKey, SubmissionId, UploadId};
use crate::domain::row_error::Reason;
use crate::domain::submission::Phase;
use crate::store::db::connection::on_each;
use crate::store::db::paging::Cursor;
use crate::store::db::stable_filters::{is_one_of, is_within};
use crate::store::schema::{
    failed_row_counts as counts, reviews, submission_reason_counts as of_submission, submissions, uploads,
};
use crate::store::submissions::item::{Item, to_items};
use crate::store::submissions::phase::{is_accepted, is_open};
use crate::store::{Conn, Error};

/// A saved view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Uploads that finished with errors and haven't been reviewed.
    NeedsReview,
    /// Submissions in progress that have made no progress since this time (UTC).
    Stalled(NaiveDateTime),
    /// Submissions in progress.
    InProgress,
    /// Reviewed uploads.
    Reviewed,
    /// All accepted submissions.
    All,
}

impl View {
    /// Returns whether the view's items are uploads. Otherwise, they are submissions.
    fn has_uploads(self) -> bool {
        matches!(self, View::NeedsReview | View::Reviewed)
    }
}

/// The filter on a view.
#[derive(Clone, Copy, Debug, Default)]
pub struct QueueFilter {
    /// Only items from the reseller with this key.
    pub(crate) reseller: Option<ResellerKey>,
    /// Only items with rows that failed for this reason.
    pub(crate) reason: Option<Reason>,
    /// Only items that were accepted at this time or later, UTC.
    pub(crate) from: Option<NaiveDateTime>,
    /// Only items that were accepted before this time, UTC.
    pub(crate) before: Option<NaiveDateTime>,
}

/// Period without progress after which a submission counts as stalled.
pub(crate) const STALL_TIMEOUT: Duration = Duration::minutes(10);

/// Maximum number of items that are counted in a view.
pub(crate) const COUNT_LIMIT: i64 = 1_000;

/// An item and its position in the list: its upload ID or its number, whichever the view sorts by.
pub(crate) type PositionedItem = (QueuePosition, Item);

/// The cursor of a list page, by item position.
pub type QueueCursor = Cursor<QueuePosition>;

/// Returns at most `limit` items from a view, starting at the cursor, newest first.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn list_items(
    conn: &mut Conn,
    scope: Scope,
    view: View,
    filter: &QueueFilter,
    cursor: QueueCursor,
    limit: i64,
) -> Result<Vec<PositionedItem>, Error> {
    let mut ids = ids(conn, scope, view, filter, cursor, limit)?;
    if cursor.is_backwards() {
        ids.reverse();
    }
    with_positions(conn, view, ids)
}

fn with_positions(
    conn: &mut Conn,
    view: View,
    ids: Vec<QueuePosition>,
) -> Result<Vec<PositionedItem>, Error> {
    let items = match view.has_uploads() {
        true => ids.iter().map(|id| Item::Upload(UploadId::new(id.get()))).collect(),
        false => {
            let submissions: Vec<SubmissionId> = ids.iter().map(|id| SubmissionId::new(id.get())).collect();
            to_items(conn, &submissions)?
        }
    };
    Ok(ids.into_iter().zip(items).collect())
}

/// The item counts for all views except the view of all submissions.
pub(crate) struct ViewCounts {
    /// Each view with the positions of its newest items, at most one more than [`COUNT_LIMIT`].
    views: [(View, Vec<QueuePosition>); 4],
}

impl ViewCounts {
    /// Counts the views at `now` (UTC).
    pub(crate) fn load(
        conn: &mut Conn,
        scope: Scope,
        filter: &QueueFilter,
        now: NaiveDateTime,
    ) -> Result<ViewCounts, Error> {
        let stalled = View::Stalled(now - STALL_TIMEOUT);
        let mut found = load_views(conn, scope, filter)?;
        // Restores the list order, because the database may return the three parts in any order.
        found.sort_unstable_by_key(|(_, id)| std::cmp::Reverse(*id));
        let ids_in = |view: i32| {
            found.iter().filter(|(part, _)| *part == view).map(|(_, id)| *id).collect::<Vec<QueuePosition>>()
        };
        let in_progress = ids_in(0);
        // Stalled submissions are in progress too. If none are in progress, the query can be skipped.
        let stalled_ids = match in_progress.is_empty() {
            true => Vec::new(),
            false => ids(conn, scope, stalled, filter, QueueCursor::First, COUNT_LIMIT + 1)?,
        };
        Ok(ViewCounts {
            views: [
                (View::NeedsReview, ids_in(1)),
                (stalled, stalled_ids),
                (View::InProgress, in_progress),
                (View::Reviewed, ids_in(2)),
            ],
        })
    }

    /// Returns the number of items in each view, in this order: needs review, stalled, in progress, reviewed.
    pub(crate) fn counts(&self) -> [i64; 4] {
        self.views.each_ref().map(|(_, ids)| ids.len() as i64)
    }

    /// Returns at most `limit` of the newest items in a view. Returns `None` if the view isn't counted.
    pub(crate) fn newest(
        &self,
        conn: &mut Conn,
        view: View,
        limit: i64,
    ) -> Result<Option<Vec<PositionedItem>>, Error> {
        let counted = self.views.iter().find(|(counted, _)| *counted == view);
        let newest = counted.map(|(_, ids)| ids.iter().copied().take(limit as usize).collect());
        newest.map(|ids| with_positions(conn, view, ids)).transpose()
    }
}

/// Builds the query for uploads that have been reviewed or are due for review, for a concrete connection type.
macro_rules! review_query {
    ($scope:expr, $view:expr, $filter:expr, $cursor:expr, $limit:expr) => {{
        let filter: &QueueFilter = $filter;
        let mut query =
            reviews::table.filter(is_within(reviews::reseller_key, $scope)).limit($limit).into_boxed();
        query = match $view {
            View::Reviewed => query.filter(reviews::reviewed_at.is_not_null()),
            _ => query.filter(reviews::due_at.is_not_null()).filter(reviews::reviewed_at.is_null()),
        };
        if let Some(reseller) = filter.reseller {
            query = query.filter(reviews::reseller_key.eq(reseller));
        }
        if let Some(reason) = filter.reason {
            let with_reason = counts::table
                .filter(counts::upload_id.eq(reviews::upload_id))
                .filter(counts::reason.eq(reason));
            query = query.filter(exists(with_reason));
        }
        let upload = uploads::table.filter(uploads::id.eq(reviews::upload_id));
        if let Some(from) = filter.from {
            query = query.filter(exists(upload.filter(uploads::accepted_at.ge(from))));
        }
        if let Some(before) = filter.before {
            query = query.filter(exists(upload.filter(uploads::accepted_at.lt(before))));
        }
        match $cursor {
            QueueCursor::First => query.order(reviews::upload_id.desc()),
            QueueCursor::After(id) => {
                query.filter(reviews::upload_id.lt(id)).order(reviews::upload_id.desc())
            }
            QueueCursor::Before(id) => {
                query.filter(reviews::upload_id.gt(id)).order(reviews::upload_id.asc())
            }
        }
    }};
}

/// Builds the query for submissions that are accepted or in progress, for a concrete connection type.
macro_rules! submission_query {
    ($scope:expr, $view:expr, $filter:expr, $cursor:expr, $limit:expr) => {{
        let (view, filter): (View, &QueueFilter) = ($view, $filter);
        let within = is_within(submissions::reseller_key, $scope);
        let mut query = submissions::table.filter(within).limit($limit).into_boxed();
        query = match view {
            View::All => query.filter(is_accepted()),
            _ => query
                .filter(is_open())
                .filter(is_one_of(submissions::phase, &[Phase::Waiting, Phase::Resolved])),
        };
        if let View::Stalled(since) = view {
            query = query.filter(submissions::progressed_at.lt(since));
        }
        if let Some(reseller) = filter.reseller {
            query = query.filter(submissions::reseller_key.eq(reseller));
        }
        if let Some(reason) = filter.reason {
            let with_reason = of_submission::table
                .filter(of_submission::submission_id.eq(submissions::id))
                .filter(of_submission::reason.eq(reason));
            query = query.filter(exists(with_reason));
        }
        if let Some(from) = filter.from {
            query = query.filter(submissions::created_at.ge(from));
        }
        if let Some(before) = filter.before {
            query = query.filter(submissions::created_at.lt(before));
        }
        match $cursor {
            QueueCursor::First => query.order(submissions::id.desc()),
            QueueCursor::After(id) => query.filter(submissions::id.lt(id)).order(submissions::id.desc()),
            QueueCursor::Before(id) => query.filter(submissions::id.gt(id)).order(submissions::id.asc()),
        }
    }};
}

/// Returns upload IDs or submission keys, starting at the cursor.
fn ids(
    conn: &mut Conn,
    scope: Scope,
    view: View,
    filter: &QueueFilter,
    cursor: QueueCursor,
    limit: i64,
) -> Result<Vec<QueuePosition>, Error> {
    let ids = on_each!(conn, |c| match view.has_uploads() {
        true => review_query!(scope, view, filter, cursor, limit).select(reviews::upload_id).load(c),
        false => submission_query!(scope, view, filter, cursor, limit).select(submissions::id).load(c),
    })?;
    Ok(ids)
}

/// Returns the items that are in progress (0), due for review (1) or already reviewed (2). Uses a single statement,
/// because each statement costs a round trip.
fn load_views(
    conn: &mut Conn,
    scope: Scope,
    filter: &QueueFilter,
) -> Result<Vec<(i32, QueuePosition)>, Error> {
    let found = on_each!(conn, |c| {
        let in_progress =
            submission_query!(scope, View::InProgress, filter, QueueCursor::First, COUNT_LIMIT + 1)
                .select((0.into_sql::<Integer>(), submissions::id));
        let needs_review =
            review_query!(scope, View::NeedsReview, filter, QueueCursor::First, COUNT_LIMIT + 1)
                .select((1.into_sql::<Integer>(), reviews::upload_id));
        let reviewed = review_query!(scope, View::Reviewed, filter, QueueCursor::First, COUNT_LIMIT + 1)
            .select((2.into_sql::<Integer>(), reviews::upload_id));
        in_progress.union_all(needs_review.union_all(reviewed)).load(c)
    })?;
    Ok(found)
}
