//! Saves support's note on an upload.

use actix_web::{HttpResponse, web};

use super::queue_query::QueueQuery;
use super::upload::MAX_NOTE_CHARACTERS;
use crate::domain::ids::UploadId;
use crate::http::{Error, State};
use crate::store::support::reviews::{self, ReviewChange};
use crate::web::page::flash::Flash;
use crate::web::page::frame::Frame;
use crate::web::page::query::Params;
use crate::web::page::respond;
use crate::web::urls;

/// Saves the note. Browsers enforce the field's limit, so a longer note is an error.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<UploadId>,
    web::Form(fields): web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Error> {
    let (id, fields) = (*upload, Params::of_fields(fields));
    let back = QueueQuery::read(&fields).address(&urls::support_upload(id));
    // Browsers send CRLF. PostgreSQL rejects NUL, which has no meaning in a note.
    let note = fields.get("note").replace("\r\n", "\n").replace('\0', "").trim().to_owned();
    if note.chars().count() > MAX_NOTE_CHARACTERS {
        return Err(Error::Unreadable(format!("a note can have at most {MAX_NOTE_CHARACTERS} characters")));
    }
    let (actor, at) = (frame.actor()?, frame.now());
    let (scope, actor) = (actor.scope, actor.key);
    state.write(move |conn| reviews::change(conn, scope, actor, id, &ReviewChange::Note(note), at)).await?;
    Ok(respond::see_other_with(&back, Flash::NoteSaved))
}
