//! Rows in support's lists, across all resellers: uploads, bulk actions and deletions.
//!
//! Lists and searches return [`Item`]s, which this module turns into rows.

use std::collections::HashMap;
use std::hash::Hash;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerId, ResellerId, SubmissionId, UploadId};
use crate::domain::row_error::Reason;
use crate::domain::submission::{Phase, SubmissionKind};
use crate::domain::upload::UploadStatus;
use crate::domain::word::Word;
use crate::store::db::connection::on_each;
use crate::store::db::stable_filters::{is_among, is_within};
use crate::store::schema::{
    accounts, customers, failed_row_counts as counts, resellers, reviews,
    submission_reason_counts as of_submission, submissions, uploads,
};
use crate::store::submissions::item::Item;
use crate::store::submissions::phase::is_accepted;
use crate::store::{Conn, Error};

/// A row in one of support's lists.
#[derive(Clone, Debug)]
pub(crate) struct ItemRow {
    /// The upload or submission.
    pub(crate) item: Item,
    /// Key of the item's submission.
    pub(crate) submission: SubmissionId,
    /// Kind of the submission.
    pub(crate) kind: SubmissionKind,
    /// Reseller ID.
    pub(crate) reseller_id: ResellerId,
    /// Name of the reseller.
    pub(crate) reseller_name: String,
    /// Customer or MSP ID, and company name. `None` for a bulk action.
    pub(crate) customer: Option<(CustomerId, String)>,
    /// Status, computed from the counts.
    pub(crate) status: UploadStatus,
    /// Number of rows.
    pub(crate) total: i64,
    /// Number of processed rows.
    pub(crate) done: i64,
    /// Number of failed rows.
    pub(crate) failed: i64,
    /// Time at which the item was accepted, UTC.
    pub(crate) accepted_at: NaiveDateTime,
    /// Time of the latest progress, UTC.
    pub(crate) progressed_at: NaiveDateTime,
    /// The file's name. Empty for a selection.
    pub(crate) file_name: String,
    /// The most frequent reason for failure, and the number of rows that failed for this reason. `None` if no rows
    /// failed.
    pub(crate) most_frequent_reason: Option<(Reason, i64)>,
    /// Whether support has reviewed the item.
    pub(crate) is_reviewed: bool,
}

/// The columns that uploads and submissions have in common.
type CommonColumns = (
    SubmissionId,
    SubmissionKind,
    ResellerId,
    String,
    NaiveDateTime,
    NaiveDateTime,
    String,
    Option<(CustomerId, String)>,
);

macro_rules! common {
    () => {
        (
            submissions::id,
            submissions::kind,
            resellers::reseller_id,
            resellers::name,
            submissions::created_at,
            submissions::progressed_at,
            submissions::file_name,
            (accounts::customer_id, accounts::company_name).nullable(),
        )
    };
}

/// Returns the rows for these items, in the same order. Items that no longer exist are left out.
pub(crate) fn load_rows(conn: &mut Conn, scope: Scope, items: &[Item]) -> Result<Vec<ItemRow>, Error> {
    let (mut upload_ids, mut submission_ids) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Item::Upload(id) => upload_ids.push(*id),
            Item::Submission(id) => submission_ids.push(*id),
        }
    }
    let mut found: HashMap<Item, ItemRow> = HashMap::new();
    for row in
        upload_rows(conn, scope, upload_ids)?.into_iter().chain(submission_rows(conn, scope, submission_ids)?)
    {
        found.insert(row.item, row);
    }
    Ok(items.iter().filter_map(|item| found.remove(item)).collect())
}

fn upload_rows(conn: &mut Conn, scope: Scope, ids: Vec<UploadId>) -> Result<Vec<ItemRow>, Error> {
    type Own = (UploadId, i64, i64, i64, bool, bool);
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let loaded: Vec<(CommonColumns, Own)> = on_each!(conn, |c| uploads::table
        .inner_join(submissions::table)
        .inner_join(resellers::table.on(resellers::id.eq(submissions::reseller_key)))
        .inner_join(customers::table.on(customers::id.eq(uploads::customer_key)))
        .left_join(accounts::table.on(accounts::id.eq(customers::account_key)))
        .left_join(reviews::table.on(reviews::upload_id.eq(uploads::id)))
        .filter(is_within(submissions::reseller_key, scope))
        .filter(is_among(uploads::id, &ids))
        .select((
            common!(),
            (
                uploads::id,
                uploads::total,
                uploads::verified,
                uploads::failed,
                uploads::finished_at.is_not_null(),
                reviews::reviewed_at.nullable().is_not_null(),
            ),
        ))
        .load(c))?;
    let counted: Vec<(UploadId, Reason, i64)> = on_each!(conn, |c| counts::table
        .filter(is_among(counts::upload_id, &ids))
        .select((counts::upload_id, counts::reason, counts::failed))
        .load(c))?;
    let reasons = most_frequent(counted);
    let row = |(common, (id, total, verified, failed, is_finished, is_reviewed)): (CommonColumns, Own)| {
        let status = UploadStatus::of(is_finished, verified, failed);
        let mut row = list_row(Item::Upload(id), common, status, [total, verified + failed, failed])?;
        row.is_reviewed = is_reviewed;
        row.most_frequent_reason = reasons.get(&id).copied();
        Ok(row)
    };
    loaded.into_iter().map(row).collect()
}

fn submission_rows(conn: &mut Conn, scope: Scope, ids: Vec<SubmissionId>) -> Result<Vec<ItemRow>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    type Own = (Phase, i64, i64, i64);
    let loaded: Vec<(CommonColumns, Own)> = on_each!(conn, |c| submissions::table
        .inner_join(resellers::table.on(resellers::id.eq(submissions::reseller_key)))
        .left_join(customers::table.on(customers::id.nullable().eq(submissions::customer_key)))
        .left_join(accounts::table.on(accounts::id.eq(customers::account_key)))
        .filter(is_within(submissions::reseller_key, scope))
        .filter(is_among(submissions::id, &ids))
        .filter(is_accepted())
        .select((
            common!(),
            (submissions::phase, submissions::rows_total, submissions::rows_done, submissions::rows_failed),
        ))
        .load(c))?;
    let counted: Vec<(SubmissionId, Reason, i64)> = on_each!(conn, |c| of_submission::table
        .filter(is_among(of_submission::submission_id, &ids))
        .select((of_submission::submission_id, of_submission::reason, of_submission::failed))
        .load(c))?;
    let reasons = most_frequent(counted);
    let row = |(common, (phase, total, done, failed)): (CommonColumns, Own)| {
        let status = UploadStatus::of(phase == Phase::Finished, done - failed, failed);
        let mut row = list_row(Item::Submission(common.0), common, status, [total, done, failed])?;
        row.most_frequent_reason = reasons.get(&row.submission).copied();
        Ok(row)
    };
    loaded.into_iter().map(row).collect()
}

/// Builds a list row from the status and the counts of total, processed and failed rows.
fn list_row(
    item: Item,
    common: CommonColumns,
    status: UploadStatus,
    [total, done, failed]: [i64; 3],
) -> Result<ItemRow, Error> {
    let (submission, kind, reseller_id, reseller_name, accepted_at, progressed_at, file_name, customer) =
        common;
    Ok(ItemRow {
        item,
        submission,
        kind,
        reseller_id,
        reseller_name,
        customer,
        status,
        total,
        done,
        failed,
        accepted_at,
        progressed_at,
        file_name,
        most_frequent_reason: None,
        is_reviewed: false,
    })
}

fn most_frequent<K: Eq + Hash>(counted: Vec<(K, Reason, i64)>) -> HashMap<K, (Reason, i64)> {
    let mut most: HashMap<K, (Reason, i64)> = HashMap::new();
    for (id, reason, failed) in counted {
        let best = most.entry(id).or_insert((reason, failed));
        // Ties are broken by the reason's word, so that every list shows the same reason.
        if (failed, best.0.word()) > (best.1, reason.word()) {
            *best = (reason, failed);
        }
    }
    most
}
