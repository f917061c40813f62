//! The review queue, and support's review marks and notes on uploads. Resellers never see them.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::activity::Activity;
use crate::domain::actor::Scope;
use crate::domain::ids::{ActorKey, ResellerKey, UploadId};
use crate::store::activity::{self, Personal};
use crate::store::db::connection::on_each;
use crate::store::db::stable_filters::is_within;
use crate::store::schema::{people, reviews, submissions, uploads};
use crate::store::{Conn, Error};

/// Support's review mark and note on an upload.
#[derive(Clone, Debug, Default)]
pub(crate) struct Review {
    /// Time of the review mark, UTC, and the name of the reviewer.
    pub(crate) reviewed: Option<(NaiveDateTime, String)>,
    /// The note, which may be empty.
    pub(crate) note: String,
    /// Time of the note, UTC, and the name of its author.
    pub(crate) noted: Option<(NaiveDateTime, String)>,
}

/// Adds an upload that finished with errors to the review queue.
pub(crate) fn mark_due(
    conn: &mut Conn,
    upload: UploadId,
    reseller: ResellerKey,
    at: NaiveDateTime,
) -> Result<(), Error> {
    let row = (
        reviews::upload_id.eq(upload),
        reviews::note.eq(""),
        reviews::due_at.eq(at),
        reviews::reseller_key.eq(reseller),
    );
    // A row exists if support wrote a note while the upload was in progress.
    on_each!(conn, |c| diesel::insert_into(reviews::table)
        .values(row)
        .on_conflict(reviews::upload_id)
        .do_update()
        .set(reviews::due_at.eq(at))
        .execute(c))?;
    Ok(())
}

/// Returns an upload's review. It is empty if support has neither marked the upload nor written a note.
pub(crate) fn find(conn: &mut Conn, upload: UploadId) -> Result<Review, Error> {
    type Row = (Option<NaiveDateTime>, Option<ActorKey>, String, Option<NaiveDateTime>, Option<ActorKey>);
    let row: Option<Row> = reviews::table
        .find(upload)
        .select((
            reviews::reviewed_at,
            reviews::reviewer_key,
            reviews::note,
            reviews::noted_at,
            reviews::note_author_key,
        ))
        .first(conn)
        .optional()?;
    let Some((reviewed_at, reviewer, note, noted_at, note_author)) = row else {
        return Ok(Review::default());
    };
    let mut stamp = |at: Option<NaiveDateTime>, actor: Option<ActorKey>| -> Result<_, Error> {
        let (Some(at), Some(actor)) = (at, actor) else { return Ok(None) };
        Ok(Some((at, people::table.filter(people::actor_key.eq(actor)).select(people::name).first(conn)?)))
    };
    Ok(Review { reviewed: stamp(reviewed_at, reviewer)?, noted: stamp(noted_at, note_author)?, note })
}

/// A change to support's review of an upload.
#[derive(Clone, Debug)]
pub(crate) enum ReviewChange {
    /// Marks the upload as reviewed.
    Reviewed,
    /// Removes the mark.
    NotReviewed,
    /// Replaces the note. An empty note removes it.
    Note(String),
}

/// Applies a change and logs it. A change that has no effect isn't logged.
pub(crate) fn change(
    conn: &mut Conn,
    scope: Scope,
    actor: ActorKey,
    upload: UploadId,
    change: &ReviewChange,
    at: NaiveDateTime,
) -> Result<(), Error> {
    let reseller: ResellerKey = uploads::table
        .inner_join(submissions::table)
        .filter(uploads::id.eq(upload))
        .filter(is_within(submissions::reseller_key, scope))
        .select(submissions::reseller_key)
        .first(conn)?;
    let old = find(conn, upload)?;
    let row = (reviews::upload_id.eq(upload), reviews::note.eq(""), reviews::reseller_key.eq(reseller));
    on_each!(conn, |c| diesel::insert_into(reviews::table).values(row).on_conflict_do_nothing().execute(c))?;
    let of_upload = reviews::table.find(upload);
    let (action, note) = match change {
        ReviewChange::Reviewed if old.reviewed.is_none() => {
            let mark = (reviews::reviewed_at.eq(at), reviews::reviewer_key.eq(actor));
            diesel::update(of_upload).set(mark).execute(conn)?;
            (Activity::UploadReviewed, "")
        }
        ReviewChange::NotReviewed if old.reviewed.is_some() => {
            let mark =
                (reviews::reviewed_at.eq(None::<NaiveDateTime>), reviews::reviewer_key.eq(None::<ActorKey>));
            diesel::update(of_upload).set(mark).execute(conn)?;
            (Activity::UploadReviewUndone, "")
        }
        ReviewChange::Note(note) if *note != old.note => {
            let noted =
                (reviews::note.eq(note), reviews::noted_at.eq(at), reviews::note_author_key.eq(actor));
            diesel::update(of_upload).set(noted).execute(conn)?;
            (Activity::UploadNoted, note.as_str())
        }
        _ => return Ok(()),
    };
    let (actor_key, reseller_key, object) = (actor, Some(reseller), upload.to_string());
    let personal = Personal::text(note);
    let entry = activity::ActivityEntry {
        at,
        actor_key,
        reseller_key,
        action,
        object: &object,
        detail: "",
        personal,
    };
    activity::write(conn, entry)
}
