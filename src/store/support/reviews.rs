//! The review queue, and what support writes down about an upload: that it was looked at, and a note. Resellers never
//! see it.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::activity::Activity;
use crate::store::db::connection::on_each;
use crate::store::schema::{people, reviews, submissions, uploads};
use crate::store::{Conn, Error, activity};

/// What support wrote down about an upload.
#[derive(Clone, Debug, Default)]
pub struct Review {
    /// When the upload ended with errors, UTC; none where it did not.
    pub due_at: Option<NaiveDateTime>,
    /// When somebody said that it was looked at, UTC, and that person's name.
    pub reviewed: Option<(NaiveDateTime, String)>,
    /// The note; may be empty.
    pub note: String,
    /// When the note was written, UTC, and by whom.
    pub noted: Option<(NaiveDateTime, String)>,
}

/// An upload ended with errors: it is due.
pub fn due(conn: &mut Conn, upload: i64, reseller: i64, at: NaiveDateTime) -> Result<(), Error> {
    let row = (
        reviews::upload_id.eq(upload),
        reviews::note.eq(""),
        reviews::due_at.eq(at),
        reviews::reseller_key.eq(reseller),
    );
    // There is a row already where support noted something while it ran.
    on_each!(conn, |c| diesel::insert_into(reviews::table)
        .values(row)
        .on_conflict(reviews::upload_id)
        .do_update()
        .set(reviews::due_at.eq(at))
        .execute(c))?;
    Ok(())
}

/// What was written down about an upload; nothing is an empty [`Review`].
pub fn find(conn: &mut Conn, upload: i64) -> Result<Review, Error> {
    type Row = (
        Option<NaiveDateTime>,
        Option<NaiveDateTime>,
        Option<i64>,
        String,
        Option<NaiveDateTime>,
        Option<i64>,
    );
    let row: Option<Row> = reviews::table
        .find(upload)
        .select((
            reviews::due_at,
            reviews::reviewed_at,
            reviews::reviewer_key,
            reviews::note,
            reviews::noted_at,
            reviews::note_author_key,
        ))
        .first(conn)
        .optional()?;
    let Some((due_at, reviewed_at, reviewer, note, noted_at, note_author)) = row else {
        return Ok(Review::default());
    };
    let mut who = |at: Option<NaiveDateTime>, actor: Option<i64>| -> Result<_, Error> {
        let (Some(at), Some(actor)) = (at, actor) else { return Ok(None) };
        Ok(Some((at, people::table.filter(people::actor_key.eq(actor)).select(people::name).first(conn)?)))
    };
    Ok(Review { due_at, reviewed: who(reviewed_at, reviewer)?, noted: who(noted_at, note_author)?, note })
}

/// Support's own change to the row of an upload.
#[derive(Clone, Debug)]
pub enum Change {
    /// It was looked at.
    Reviewed,
    /// It has to be looked at again.
    NotReviewed,
    /// Another note; empty takes it away.
    Note(String),
}

/// Makes a change, and tells of it. Nothing is told where nothing changes.
pub fn change(
    conn: &mut Conn,
    actor: i64,
    upload: i64,
    change: &Change,
    at: NaiveDateTime,
) -> Result<(), Error> {
    let reseller: i64 = uploads::table
        .inner_join(submissions::table)
        .filter(uploads::id.eq(upload))
        .select(submissions::reseller_key)
        .first(conn)?;
    let old = find(conn, upload)?;
    let row = (reviews::upload_id.eq(upload), reviews::note.eq(""), reviews::reseller_key.eq(reseller));
    on_each!(conn, |c| diesel::insert_into(reviews::table).values(row).on_conflict_do_nothing().execute(c))?;
    let of_upload = reviews::table.find(upload);
    let (action, detail) = match change {
        Change::Reviewed if old.reviewed.is_none() => {
            let mark = (reviews::reviewed_at.eq(at), reviews::reviewer_key.eq(actor));
            diesel::update(of_upload).set(mark).execute(conn)?;
            (Activity::UploadReviewed, "")
        }
        Change::NotReviewed if old.reviewed.is_some() => {
            let mark =
                (reviews::reviewed_at.eq(None::<NaiveDateTime>), reviews::reviewer_key.eq(None::<i64>));
            diesel::update(of_upload).set(mark).execute(conn)?;
            (Activity::UploadReviewUndone, "")
        }
        Change::Note(note) if *note != old.note => {
            let noted =
                (reviews::note.eq(note), reviews::noted_at.eq(at), reviews::note_author_key.eq(actor));
            diesel::update(of_upload).set(noted).execute(conn)?;
            (Activity::UploadNoted, note.as_str())
        }
        _ => return Ok(()),
    };
    let (actor_key, reseller_key, object) = (actor, Some(reseller), upload.to_string());
    activity::write(conn, activity::Entry { at, actor_key, reseller_key, action, object: &object, detail })
}
