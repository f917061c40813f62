//! Keeps support's note on an upload.

use actix_web::{HttpResponse, web};

use super::queue_query::QueueQuery;
use super::upload::LONGEST_NOTE;
use crate::http::{Error, State};
use crate::store::support::reviews::{self, Change};
use crate::web::page::flash::Flash;
use crate::web::page::frame::Frame;
use crate::web::page::query::Params;
use crate::web::page::respond;
use crate::web::urls;

/// Keeps the note. The field takes no more characters than are kept; whatever sends more is told.
pub async fn post(
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<i64>,
    web::Form(fields): web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Error> {
    let (id, fields) = (*upload, Params::of_fields(fields));
    let back = QueueQuery::read(&fields).address(&urls::support_upload(id));
    // Browsers send CRLF; a NUL has no place in PostgreSQL, and no meaning in a note.
    let note = fields.get("note").replace("\r\n", "\n").replace('\0', "").trim().to_owned();
    if note.chars().count() > LONGEST_NOTE {
        return Err(Error::Unreadable(format!("a note has at most {LONGEST_NOTE} characters")));
    }
    let (person, at) = (frame.actor()?.person, frame.now());
    state.write(move |conn| reviews::change(conn, person, id, &Change::Note(note), at)).await?;
    Ok(respond::see_other_with(&back, Flash::NoteSaved.cookie()))
}
