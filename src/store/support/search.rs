//! Support's search. A word can be a filter: a reseller, a customer, a person or a day. Any other word can be an upload
//! ID, a submission number, an identifier, an order number or a file name.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::search_terms::{SearchFilters, SearchTerms};
use crate::domain::actor::Scope;
use crate::domain::customer::fold;
use crate::domain::device_id;
use crate::domain::ids::{SubmissionId, UploadId};
use crate::domain::submission::{SubmissionKind, parse_submission_name};
use crate::store::db::stable_filters::is_within;
use crate::store::devices::search::{find_matches, parse_order_number};
use crate::store::schema::{device_events as events, failed_rows, submissions, uploads};
use crate::store::submissions::item::{Item, to_items};
use crate::store::submissions::phase::is_accepted;
use crate::store::{Conn, Error};

/// Maximum number of results. Older results are left out.
pub(crate) const MAX_RESULTS: usize = 100;

/// Returns at most [`MAX_RESULTS`] matching items, newest first, and whether there are more.
///
/// If a failed row contains the identifier, the item is returned with that row's line.
pub(crate) fn find(conn: &mut Conn, scope: Scope, terms: &SearchTerms) -> Result<(Vec<Hit>, bool), Error> {
    if terms.unknown.is_some() {
        return Ok((Vec::new(), false));
    }
    let mut found = match terms.words.len() {
        0 => find_by_filters(conn, scope, &terms.filters)?,
        _ => find_by_terms(conn, scope, terms)?,
    };
    found.sort_unstable_by(|a, b| b.cmp(a));
    let has_more = found.len() > MAX_RESULTS;
    found.truncate(MAX_RESULTS);
    Ok((found.into_iter().map(|(_, hit)| hit).collect(), has_more))
}

/// A result, and the line of the failed row that matched, if any.
pub(crate) type Hit = (Item, Option<i64>);

type DatedHit = (NaiveDateTime, Hit);
type Candidates = BTreeMap<Item, Option<i64>>;

/// Searches for items that match the words as a phrase, as in a file name with spaces, or that match every word.
fn find_by_terms(conn: &mut Conn, scope: Scope, terms: &SearchTerms) -> Result<Vec<DatedHit>, Error> {
    let mut found = find_candidates(conn, &terms.words.join(" "))?;
    if terms.words.len() > 1 {
        let mut common: Option<Candidates> = None;
        for word in &terms.words {
            let mut word_candidates = find_candidates(conn, word)?;
            if let Some(previous) = common {
                word_candidates.retain(|item, _| previous.contains_key(item));
                for (item, line) in &mut word_candidates {
                    *line = line.or(previous.get(item).copied().flatten());
                }
            }
            common = Some(word_candidates);
        }
        found.extend(common.unwrap_or_default());
    }
    filter_candidates(conn, scope, &found, &terms.filters)
}

/// Maximum number of items for each meaning of a word.
const MAX_CANDIDATES: i64 = 1_000;

/// Returns the items that match any meaning of a word.
fn find_candidates(conn: &mut Conn, word: &str) -> Result<Candidates, Error> {
    let mut found: Vec<Item> = Vec::new();
    if let Some(number) = parse_submission_name(word) {
        found.extend(to_items(conn, &[number])?);
    }
    if let Ok(id) = word.parse::<UploadId>() {
        let upload: Option<UploadId> = uploads::table.find(id).select(uploads::id).first(conn).optional()?;
        found.extend(upload.map(Item::Upload));
    }
    if let Some(number) = parse_order_number(word) {
        let order_uploads = uploads::table.filter(uploads::order_number.eq(number)).order(uploads::id.desc());
        let ids: Vec<UploadId> = order_uploads.select(uploads::id).limit(MAX_CANDIDATES).load(conn)?;
        found.extend(ids.into_iter().map(Item::Upload));
    }
    let name = fold(word);
    let same_name = submissions::table
        // Repeats the condition of the partial index literally, so that the index is used.
        .filter(diesel::dsl::sql::<diesel::sql_types::Bool>("submissions.folded_name <> ''"))
        .filter(submissions::folded_name.ge(&name))
        .filter(submissions::folded_name.lt(format!("{name}\u{10ffff}")))
        .limit(MAX_CANDIDATES);
    let ids: Vec<SubmissionId> = same_name.select(submissions::id).load(conn)?;
    found.extend(to_items(conn, &ids)?);
    let mut candidates: Candidates = found.into_iter().map(|item| (item, None)).collect();
    for (item, line) in find_by_device(conn, word)? {
        let known_line = candidates.entry(item).or_default();
        *known_line = line.or(*known_line);
    }
    Ok(candidates)
}

/// Returns the items in which a device was registered or deleted, and those with failed rows that contain its
/// identifier.
fn find_by_device(conn: &mut Conn, word: &str) -> Result<Vec<Hit>, Error> {
    let item =
        |submission, upload: Option<UploadId>| upload.map_or(Item::Submission(submission), Item::Upload);
    let devices = find_matches(conn, word)?.devices;
    let from_events: Vec<(SubmissionId, Option<UploadId>)> = events::table
        .filter(events::device_key.eq_any(devices))
        .select((events::submission_id, events::upload_id))
        .limit(MAX_CANDIDATES)
        .load(conn)?;
    let mut spellings = vec![word.to_owned()];
    spellings.extend(device_id::find_in_pasted(word).map(|id| id.as_str().to_owned()));
    let identifier = diesel::dsl::sql::<diesel::sql_types::Text>("substr(coalesce(canonical, value), 1, 64)");
    let failed: Vec<(SubmissionId, Option<UploadId>, i64)> = failed_rows::table
        .filter(identifier.eq_any(spellings))
        .select((failed_rows::submission_id, failed_rows::upload_id, failed_rows::line))
        .limit(MAX_CANDIDATES)
        .load(conn)?;
    let from_events = from_events.into_iter().map(|(submission, upload)| (item(submission, upload), None));
    let failed = failed.into_iter().map(|(submission, upload, line)| (item(submission, upload), Some(line)));
    Ok(from_events.chain(failed).collect())
}

/// Returns the candidates that pass the filters, with their times.
fn filter_candidates(
    conn: &mut Conn,
    scope: Scope,
    candidates: &Candidates,
    filters: &SearchFilters,
) -> Result<Vec<DatedHit>, Error> {
    let (mut upload_ids, mut submission_ids) = (Vec::new(), Vec::new());
    for item in candidates.keys() {
        match item {
            Item::Upload(id) => upload_ids.push(*id),
            Item::Submission(id) => submission_ids.push(*id),
        }
    }
    let mut found = Vec::new();
    for ids in upload_ids.chunks(10_000) {
        let query = filtered_uploads(scope, filters).filter(uploads::id.eq_any(ids.to_vec()));
        let rows: Vec<(NaiveDateTime, UploadId)> = query.load(conn)?;
        found.extend(rows.into_iter().map(|(at, id)| (at, Item::Upload(id))));
    }
    for ids in submission_ids.chunks(10_000) {
        let mut query = filtered_submissions(scope, filters).filter(submissions::id.eq_any(ids.to_vec()));
        if !filters.customers.is_empty() {
            let among = uploads::table
                .filter(uploads::customer_key.eq_any(filters.customers.clone()))
                .filter(uploads::submission_id.eq_any(ids.to_vec()))
                .select(uploads::submission_id);
            let with_customer: Vec<SubmissionId> = among.load(conn)?;
            let of_customer =
                submissions::customer_key.eq_any(filters.customers.clone().into_iter().map(Some));
            query = query.filter(of_customer.assume_not_null().or(submissions::id.eq_any(with_customer)));
        }
        let rows: Vec<(NaiveDateTime, SubmissionId)> = query.load(conn)?;
        found.extend(rows.into_iter().map(|(at, id)| (at, Item::Submission(id))));
    }
    let with_line = |(at, item)| (at, (item, candidates.get(&item).copied().flatten()));
    Ok(found.into_iter().map(with_line).collect())
}

/// Returns the newest items that pass the filters, for a search that consists only of filters.
fn find_by_filters(conn: &mut Conn, scope: Scope, filters: &SearchFilters) -> Result<Vec<DatedHit>, Error> {
    let limit = MAX_RESULTS as i64 + 1;
    if filters.customers.is_empty() {
        if filters.reseller.is_none() && filters.actor.is_none() && filters.period.is_none() {
            return Ok(Vec::new());
        }
        let query = filtered_submissions(scope, filters).order(submissions::id.desc()).limit(limit);
        let rows: Vec<(NaiveDateTime, SubmissionId)> = query.load(conn)?;
        let ids: Vec<SubmissionId> = rows.iter().map(|(_, id)| *id).collect();
        let items = to_items(conn, &ids)?;
        let items = items.into_iter().map(|item| (item, None));
        return Ok(rows.into_iter().map(|(at, _)| at).zip(items).collect());
    }
    let of_customer = filtered_uploads(scope, filters).order(uploads::id.desc()).limit(limit);
    let mut found: Vec<DatedHit> = of_customer
        .load::<(NaiveDateTime, UploadId)>(conn)?
        .into_iter()
        .map(|(at, id)| (at, (Item::Upload(id), None)))
        .collect();
    let deletions = filtered_submissions(scope, filters)
        .filter(submissions::kind.eq(SubmissionKind::Deletion))
        .filter(submissions::customer_key.eq_any(filters.customers.clone()))
        .order(submissions::id.desc())
        .limit(limit);
    let deletions: Vec<(NaiveDateTime, SubmissionId)> = deletions.load(conn)?;
    found.extend(deletions.into_iter().map(|(at, id)| (at, (Item::Submission(id), None))));
    Ok(found)
}

type Backend = <Conn as Connection>::Backend;
type Uploads<'a> = diesel::dsl::IntoBoxed<
    'a,
    diesel::dsl::Select<
        diesel::dsl::InnerJoin<uploads::table, submissions::table>,
        (uploads::accepted_at, uploads::id),
    >,
    Backend,
>;
type Submissions<'a> = diesel::dsl::IntoBoxed<
    'a,
    diesel::dsl::Select<submissions::table, (submissions::created_at, submissions::id)>,
    Backend,
>;

fn filtered_uploads<'a>(scope: Scope, filters: &SearchFilters) -> Uploads<'a> {
    let mut query = uploads::table
        .inner_join(submissions::table)
        .select((uploads::accepted_at, uploads::id))
        .filter(is_within(submissions::reseller_key, scope))
        .into_boxed();
    if let Some(reseller) = filters.reseller {
        query = query.filter(submissions::reseller_key.eq(reseller));
    }
    if let Some(actor) = filters.actor {
        query = query.filter(submissions::actor_key.eq(actor));
    }
    if !filters.customers.is_empty() {
        query = query.filter(uploads::customer_key.eq_any(filters.customers.clone()));
    }
    if let Some((from, before)) = filters.period {
        query = query.filter(uploads::accepted_at.ge(from)).filter(uploads::accepted_at.lt(before));
    }
    query
}

/// Builds the query for submissions. It doesn't filter by customer, because a bulk action has many.
fn filtered_submissions<'a>(scope: Scope, filters: &SearchFilters) -> Submissions<'a> {
    let mut query = submissions::table
        .select((submissions::created_at, submissions::id))
        .filter(is_within(submissions::reseller_key, scope))
        .filter(is_accepted())
        .into_boxed();
    if let Some(reseller) = filters.reseller {
        query = query.filter(submissions::reseller_key.eq(reseller));
    }
    if let Some(actor) = filters.actor {
        query = query.filter(submissions::actor_key.eq(actor));
    }
    if let Some((from, before)) = filters.period {
        query = query.filter(submissions::created_at.ge(from)).filter(submissions::created_at.lt(before));
    }
    query
}
