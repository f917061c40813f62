//! Files that were refused as a whole: nothing of them is kept but the entry in the activity log.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use strum::VariantArray;

use super::search_terms::Sought;
use crate::domain::activity::Activity;
use crate::domain::customer::fold;
use crate::domain::submission::SubmissionKind;
use crate::store::schema::{activity, actors, resellers};
use crate::store::{Conn, Error};

/// So many are shown at most, the newest.
pub const MOST: usize = 25;

/// So many entries of a kind are looked through for a file's name.
const LOOKED_THROUGH: i64 = 2_000;

/// A file that was refused.
#[derive(Queryable, Clone, Debug)]
pub struct RefusedFile {
    /// Key of the entry.
    pub id: i64,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// The activity, such as a refused upload.
    pub action: Activity,
    /// Customer or MSP ID; empty of a bulk action.
    pub customer_id: String,
    /// File name, size and the sentence that the person was told.
    pub detail: String,
    /// E-mail address of that person.
    pub by: String,
    /// Reseller ID and name.
    pub reseller: Option<(String, String)>,
}

/// The newest refused files that fit a search: words that point are the beginning of the file's name.
pub fn find(conn: &mut Conn, sought: &Sought) -> Result<Vec<RefusedFile>, Error> {
    let narrow = &sought.narrow;
    let name = fold(&sought.words.join(" "));
    let is_open = narrow.reseller.is_none() && narrow.actor.is_none() && narrow.period.is_none();
    if sought.unknown.is_some() || name.is_empty() && is_open && narrow.customer_id.is_none() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for &kind in SubmissionKind::VARIANTS {
        let mut query = activity::table
            .inner_join(actors::table.on(actors::id.eq(activity::actor_key)))
            .left_join(resellers::table.on(resellers::id.nullable().eq(activity::reseller_key)))
            .filter(activity::action.eq(Activity::refused(kind)))
            .into_boxed();
        if let Some(reseller) = narrow.reseller {
            query = query.filter(activity::reseller_key.eq(reseller));
        }
        if let Some(actor) = narrow.actor {
            query = query.filter(activity::actor_key.eq(actor));
        }
        if let Some(customer) = &narrow.customer_id {
            query = query.filter(activity::object.eq(customer.clone()));
        }
        if let Some((from, before)) = narrow.period {
            query = query.filter(activity::at.ge(from)).filter(activity::at.lt(before));
        }
        let entries: Vec<RefusedFile> = query
            .order(activity::id.desc())
            .limit(if name.is_empty() { MOST as i64 } else { LOOKED_THROUGH })
            .select((
                activity::id,
                activity::at,
                activity::action,
                activity::object,
                activity::detail,
                actors::name,
                (resellers::reseller_id, resellers::name).nullable(),
            ))
            .load(conn)?;
        found.extend(entries.into_iter().filter(|entry| fold(&entry.detail).starts_with(&name)));
    }
    found.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.id));
    found.truncate(MOST);
    Ok(found)
}
