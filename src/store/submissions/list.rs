//! Bulk actions and deletions: one, or a list of them, newest first, paged by number.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::phase::is_accepted;
use crate::domain::actor::Scope;
use crate::domain::submission::{Phase, SubmissionKind};
use crate::domain::upload::UploadStatus;
use crate::domain::word::Word;
use crate::store::db::stable_filters::is_one_of;
use crate::store::schema::{actors, submissions, uploads};
use crate::store::{Conn, Error};

/// A bulk action or a deletion, as pages show it.
#[derive(Clone, Debug)]
pub struct SubmissionRow {
    /// Key of the row; the number in its name.
    pub id: i64,
    /// What it is.
    pub kind: SubmissionKind,
    /// Key of the customer's row; none of a bulk action.
    pub customer: Option<i64>,
    /// The file's name, as the browser sent it; empty for a selection.
    pub file_name: String,
    /// What was selected, or how the file was read, in words.
    pub understood: String,
    /// One of [`Phase`].
    pub phase: Phase,
    /// Attempts to go on; more than one means that it had trouble.
    pub attempts: i64,
    /// Rows in all.
    pub total: i64,
    /// Rows done.
    pub done: i64,
    /// Rows that failed.
    pub failed: i64,
    /// When it was accepted, UTC.
    pub accepted_at: NaiveDateTime,
    /// E-mail address of whoever handed it in.
    pub by: String,
}

impl SubmissionRow {
    /// The status, computed as that of an upload.
    pub fn status(&self) -> UploadStatus {
        UploadStatus::of(self.phase == Phase::Finished, self.done - self.failed, self.failed)
    }

    /// The name by which people speak of it.
    pub fn name(&self) -> String {
        self.kind.name(self.id)
    }
}

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Bulk uploads and bulk deletions of the reseller.
    Bulk,
    /// Deletions of one customer's devices, by the key of its row.
    DeletionsOf(i64),
}

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// With the newest.
    Newest,
    /// After (older than) this number.
    After(i64),
    /// Before (newer than) this number, those nearest to it.
    Before(i64),
}

type Loaded =
    (i64, SubmissionKind, Option<i64>, String, String, Phase, i64, i64, i64, i64, NaiveDateTime, String);
type Joined = diesel::dsl::InnerJoin<submissions::table, actors::table>;
type Query<'a> = diesel::dsl::IntoBoxed<'a, Joined, <Conn as Connection>::Backend>;

macro_rules! columns {
    () => {
        (
            submissions::id,
            submissions::kind,
            submissions::customer_key,
            submissions::file_name,
            submissions::understood,
            submissions::phase,
            submissions::attempts,
            submissions::rows_total,
            submissions::rows_done,
            submissions::rows_failed,
            submissions::created_at,
            actors::name,
        )
    };
}

fn accepted<'a>(scope: Scope) -> Query<'a> {
    submissions::table
        .inner_join(actors::table)
        .filter(submissions::reseller_key.eq(scope.reseller()))
        .filter(is_accepted())
        .into_boxed()
}

fn which<'a>(scope: Scope, which: Which) -> Query<'a> {
    let query = accepted(scope);
    match which {
        Which::Bulk => {
            let bulk = [SubmissionKind::BulkUpload.word(), SubmissionKind::BulkDeletion.word()];
            query.filter(is_one_of(submissions::kind, &bulk))
        }
        Which::DeletionsOf(customer) => query
            .filter(submissions::kind.eq(SubmissionKind::Deletion.word()))
            .filter(submissions::customer_key.eq(customer)),
    }
}

fn row(loaded: Loaded) -> Result<SubmissionRow, Error> {
    let (id, kind, customer, file_name, understood, phase, attempts, total, done, failed, at, by) = loaded;
    Ok(SubmissionRow {
        id,
        kind,
        customer,
        file_name,
        understood,
        phase,
        attempts,
        total,
        done,
        failed,
        accepted_at: at,
        by,
    })
}

/// The bulk action or deletion with this number; an upload for one customer is not one.
pub fn find(conn: &mut Conn, scope: Scope, id: i64) -> Result<SubmissionRow, Error> {
    let found: Loaded = accepted(scope)
        .filter(submissions::id.eq(id))
        .filter(submissions::kind.ne(SubmissionKind::Upload.word()))
        .select(columns!())
        .first(conn)?;
    row(found)
}

/// At most `limit` of them from a place on, newest first.
pub fn list(
    conn: &mut Conn,
    scope: Scope,
    of: Which,
    cursor: Cursor,
    limit: i64,
) -> Result<Vec<SubmissionRow>, Error> {
    let query = which(scope, of).select(columns!()).limit(limit);
    let loaded: Vec<Loaded> = match cursor {
        Cursor::Newest => query.order(submissions::id.desc()).load(conn)?,
        Cursor::After(id) => query.filter(submissions::id.lt(id)).order(submissions::id.desc()).load(conn)?,
        Cursor::Before(id) => {
            let mut rows: Vec<Loaded> =
                query.filter(submissions::id.gt(id)).order(submissions::id.asc()).load(conn)?;
            rows.reverse();
            rows
        }
    };
    loaded.into_iter().map(row).collect()
}

/// How many there are; counting stops at 10,001.
pub fn count(conn: &mut Conn, scope: Scope, of: Which) -> Result<i64, Error> {
    let ids: Vec<i64> = which(scope, of).select(submissions::id).limit(10_001).load(conn)?;
    Ok(ids.len() as i64)
}

/// What a bulk upload made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Uploads.
    pub uploads: i64,
    /// Customers that they are for.
    pub customers: i64,
    /// Rows in them; the other rows reached none.
    pub rows: i64,
}

/// What a bulk upload made: at most 10,000 uploads are added up.
pub fn made(conn: &mut Conn, scope: Scope, id: i64) -> Result<Made, Error> {
    find(conn, scope, id)?;
    let of_it = uploads::table.filter(uploads::submission_id.eq(id));
    let made: Vec<(i64, i64)> = of_it.select((uploads::customer_key, uploads::total)).load(conn)?;
    let customers: std::collections::HashSet<i64> = made.iter().map(|(customer, _)| *customer).collect();
    let rows = made.iter().map(|(_, total)| total).sum();
    Ok(Made { uploads: made.len() as i64, customers: customers.len() as i64, rows })
}
