//! Rejected files. Only their entries in the activity log are kept.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use strum::VariantArray;

use super::search_terms::SearchTerms;
use crate::domain::activity::Activity;
use crate::domain::actor::Scope;
use crate::domain::customer::fold;
use crate::domain::ids::{ActivityKey, ResellerId};
use crate::domain::submission::SubmissionKind;
use crate::store::db::stable_filters::is_within;
use crate::store::schema::{activity, activity_texts as texts, actors, resellers};
use crate::store::{Conn, Error};

/// Maximum number of files shown. Older files are left out.
pub(crate) const MAX_SHOWN: usize = 25;

/// Maximum number of log entries of each kind that are searched for a file name.
const MAX_SEARCHED: i64 = 2_000;

/// A rejected file.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct RejectedFile {
    /// Key of the log entry.
    pub(crate) id: ActivityKey,
    /// Time of the rejection, UTC.
    pub(crate) at: NaiveDateTime,
    /// The activity, such as a rejected upload.
    pub(crate) action: Activity,
    /// Customer or MSP ID. Empty for a bulk action.
    pub(crate) customer_id: String,
    /// File name, size and the message that the uploader saw. `None` if they have been erased.
    pub(crate) detail: Option<String>,
    /// E-mail address of the uploader.
    pub(crate) by: String,
    /// Reseller ID and name.
    pub(crate) reseller: Option<(ResellerId, String)>,
}

/// Returns the newest rejected files that match a search. The words that aren't filters, joined by spaces, must match
/// the beginning of the file name.
pub(crate) fn find(conn: &mut Conn, scope: Scope, terms: &SearchTerms) -> Result<Vec<RejectedFile>, Error> {
    let filters = &terms.filters;
    let name = fold(&terms.words.join(" "));
    let is_unfiltered = filters.reseller.is_none() && filters.actor.is_none() && filters.period.is_none();
    if terms.unknown.is_some() || name.is_empty() && is_unfiltered && filters.customer_id.is_none() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let kinds = SubmissionKind::VARIANTS.iter().map(|kind| Activity::rejected(*kind));
    for action in kinds.chain([Activity::CheckRejected]) {
        let mut query = activity::table
            .inner_join(actors::table.on(actors::id.eq(activity::actor_key)))
            .left_join(texts::table)
            .left_join(resellers::table.on(resellers::id.nullable().eq(activity::reseller_key)))
            .filter(activity::action.eq(action))
            .filter(is_within(activity::reseller_key, scope))
            .into_boxed();
        if let Some(reseller) = filters.reseller {
            query = query.filter(activity::reseller_key.eq(reseller));
        }
        if let Some(actor) = filters.actor {
            query = query.filter(activity::actor_key.eq(actor));
        }
        if let Some(customer) = &filters.customer_id {
            query = query.filter(activity::object.eq(customer.clone()));
        }
        if let Some((from, before)) = filters.period {
            query = query.filter(activity::at.ge(from)).filter(activity::at.lt(before));
        }
        let entries: Vec<RejectedFile> = query
            .order(activity::id.desc())
            .limit(if name.is_empty() { MAX_SHOWN as i64 } else { MAX_SEARCHED })
            .select((
                activity::id,
                activity::at,
                activity::action,
                activity::object,
                texts::text.nullable(),
                actors::name,
                (resellers::reseller_id, resellers::name).nullable(),
            ))
            .load(conn)?;
        found.extend(
            entries
                .into_iter()
                .filter(|entry| fold(entry.detail.as_deref().unwrap_or_default()).starts_with(&name)),
        );
    }
    found.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.id));
    found.truncate(MAX_SHOWN);
    Ok(found)
}
