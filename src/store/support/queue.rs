//! Support's lists over all resellers: the review queue and the other saved views, newest first.

use chrono::{Duration, NaiveDateTime};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use crate::domain::row_error::Reason;
use crate::domain::submission::Phase;
use crate::domain::word::Word;
use crate::store::db::connection::on_each;
use crate::store::db::stable_filters::is_one_of;
use crate::store::schema::{
    failed_row_counts as counts, reviews, submission_reason_counts as of_submission, submissions, uploads,
};
use crate::store::submissions::item::{Item, as_items};
use crate::store::submissions::list::Cursor;
use crate::store::submissions::phase::{is_accepted, is_open};
use crate::store::{Conn, Error};

/// A saved view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Uploads that ended with errors, and nobody has looked at.
    NeedsReview,
    /// What is in progress, and has not gone forward since this time (UTC).
    Stalled(NaiveDateTime),
    /// What is in progress.
    InProgress,
    /// Uploads that somebody has looked at.
    Reviewed,
    /// Everything that was accepted.
    All,
}

impl View {
    /// Whether its items are uploads; otherwise they are submissions.
    fn is_of_uploads(self) -> bool {
        matches!(self, View::NeedsReview | View::Reviewed)
    }
}

/// What a view is narrowed to.
#[derive(Clone, Copy, Debug, Default)]
pub struct QueueFilter {
    /// Only of the reseller with this key.
    pub reseller: Option<i64>,
    /// Only where rows failed for this reason.
    pub reason: Option<Reason>,
    /// Accepted at this time or later, UTC.
    pub from: Option<NaiveDateTime>,
    /// Accepted before this time, UTC.
    pub before: Option<NaiveDateTime>,
}

/// What has not gone forward for so long has stalled.
pub const STALLS_AFTER: Duration = Duration::minutes(10);

/// Counting a view stops here.
pub const COUNTED: i64 = 1_000;

/// An item, and its place in the list: the number that a [`Cursor`] holds.
pub type Placed = (i64, Item);

/// At most `limit` items of a view from a place on, newest first.
pub fn items(
    conn: &mut Conn,
    view: View,
    filter: &QueueFilter,
    cursor: Cursor,
    limit: i64,
) -> Result<Vec<Placed>, Error> {
    let mut ids = ids(conn, view, filter, cursor, limit)?;
    if matches!(cursor, Cursor::Before(_)) {
        ids.reverse();
    }
    placed(conn, view, ids)
}

fn placed(conn: &mut Conn, view: View, ids: Vec<i64>) -> Result<Vec<Placed>, Error> {
    let items = match view.is_of_uploads() {
        true => ids.iter().map(|id| Item::Upload(*id)).collect(),
        false => as_items(conn, &ids)?,
    };
    Ok(ids.into_iter().zip(items).collect())
}

/// The views that people work through, counted: everything that was ever accepted is not among them.
pub struct Counted {
    /// View, and the numbers of its newest items: one more than [`COUNTED`] at most.
    views: [(View, Vec<i64>); 4],
}

impl Counted {
    /// Counts the views, `now` in UTC.
    pub fn any(conn: &mut Conn, filter: &QueueFilter, now: NaiveDateTime) -> Result<Counted, Error> {
        let stalled = View::Stalled(now - STALLS_AFTER);
        let mut found = in_views(conn, filter)?;
        // In the order of the list, whatever the database made of the three.
        found.sort_unstable_by_key(|(_, id)| std::cmp::Reverse(*id));
        let of =
            |view: i32| found.iter().filter(|(of, _)| *of == view).map(|(_, id)| *id).collect::<Vec<i64>>();
        let in_progress = of(0);
        // What has stalled is in progress: mostly nothing is, and then there is nothing to ask.
        let have_stalled = match in_progress.is_empty() {
            true => Vec::new(),
            false => ids(conn, stalled, filter, Cursor::Newest, COUNTED + 1)?,
        };
        Ok(Counted {
            views: [
                (View::NeedsReview, of(1)),
                (stalled, have_stalled),
                (View::InProgress, in_progress),
                (View::Reviewed, of(2)),
            ],
        })
    }

    /// How many items each has: those that need review, that have stalled, that are in progress, that were reviewed.
    pub fn counts(&self) -> [i64; 4] {
        self.views.each_ref().map(|(_, ids)| ids.len() as i64)
    }

    /// The newest items of a view that was counted, at most `limit`.
    pub fn newest(&self, conn: &mut Conn, view: View, limit: i64) -> Result<Option<Vec<Placed>>, Error> {
        let counted = self.views.iter().find(|(counted, _)| *counted == view);
        let newest = counted.map(|(_, ids)| ids.iter().copied().take(limit as usize).collect());
        newest.map(|ids| placed(conn, view, ids)).transpose()
    }
}

/// Uploads that support has looked at, or has to look at: a query on the concrete connection that it is run on.
macro_rules! of_reviews {
    ($view:expr, $filter:expr, $cursor:expr, $limit:expr) => {{
        let filter: &QueueFilter = $filter;
        let mut query = reviews::table.limit($limit).into_boxed();
        query = match $view {
            View::Reviewed => query.filter(reviews::reviewed_at.is_not_null()),
            _ => query.filter(reviews::due_at.is_not_null()).filter(reviews::reviewed_at.is_null()),
        };
        if let Some(reseller) = filter.reseller {
            query = query.filter(reviews::reseller_key.eq(reseller));
        }
        if let Some(reason) = filter.reason {
            let why = counts::table
                .filter(counts::upload_id.eq(reviews::upload_id))
                .filter(counts::reason.eq(reason.word()));
            query = query.filter(exists(why));
        }
        let upload = uploads::table.filter(uploads::id.eq(reviews::upload_id));
        if let Some(from) = filter.from {
            query = query.filter(exists(upload.filter(uploads::accepted_at.ge(from))));
        }
        if let Some(before) = filter.before {
            query = query.filter(exists(upload.filter(uploads::accepted_at.lt(before))));
        }
        match $cursor {
            Cursor::Newest => query.order(reviews::upload_id.desc()),
            Cursor::After(id) => query.filter(reviews::upload_id.lt(id)).order(reviews::upload_id.desc()),
            Cursor::Before(id) => query.filter(reviews::upload_id.gt(id)).order(reviews::upload_id.asc()),
        }
    }};
}

/// What was accepted, or is in progress: a query on the concrete connection that it is run on.
macro_rules! of_submissions {
    ($view:expr, $filter:expr, $cursor:expr, $limit:expr) => {{
        let (view, filter): (View, &QueueFilter) = ($view, $filter);
        let mut query = submissions::table.limit($limit).into_boxed();
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
            let why = of_submission::table
                .filter(of_submission::submission_id.eq(submissions::id))
                .filter(of_submission::reason.eq(reason.word()));
            query = query.filter(exists(why));
        }
        if let Some(from) = filter.from {
            query = query.filter(submissions::created_at.ge(from));
        }
        if let Some(before) = filter.before {
            query = query.filter(submissions::created_at.lt(before));
        }
        match $cursor {
            Cursor::Newest => query.order(submissions::id.desc()),
            Cursor::After(id) => query.filter(submissions::id.lt(id)).order(submissions::id.desc()),
            Cursor::Before(id) => query.filter(submissions::id.gt(id)).order(submissions::id.asc()),
        }
    }};
}

/// Upload IDs or keys of submissions, from the cursor on.
fn ids(
    conn: &mut Conn,
    view: View,
    filter: &QueueFilter,
    cursor: Cursor,
    limit: i64,
) -> Result<Vec<i64>, Error> {
    let ids = on_each!(conn, |c| match view.is_of_uploads() {
        true => of_reviews!(view, filter, cursor, limit).select(reviews::upload_id).load(c),
        false => of_submissions!(view, filter, cursor, limit).select(submissions::id).load(c),
    })?;
    Ok(ids)
}

/// What is in progress (0), needs a review (1), was reviewed (2), in one statement: each one is a way to the server and back.
fn in_views(conn: &mut Conn, filter: &QueueFilter) -> Result<Vec<(i32, i64)>, Error> {
    let found = on_each!(conn, |c| {
        let in_progress = of_submissions!(View::InProgress, filter, Cursor::Newest, COUNTED + 1)
            .select((0.into_sql::<Integer>(), submissions::id));
        let needs_review = of_reviews!(View::NeedsReview, filter, Cursor::Newest, COUNTED + 1)
            .select((1.into_sql::<Integer>(), reviews::upload_id));
        let reviewed = of_reviews!(View::Reviewed, filter, Cursor::Newest, COUNTED + 1)
            .select((2.into_sql::<Integer>(), reviews::upload_id));
        in_progress.union_all(needs_review.union_all(reviewed)).load(c)
    })?;
    Ok(found)
}
