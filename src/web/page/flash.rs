//! A message that is shown once, after a redirect. The cookie holds a word of a closed list and a number, never text.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};

const NAME: &str = "flash";

/// An event that the next page reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flash {
    /// The upload with this ID was accepted.
    UploadStarted(i64),
    /// The bulk action with this number was accepted.
    BulkStarted(i64),
    /// The deletion with this number was accepted.
    DeletionStarted(i64),
    /// The password was changed.
    PasswordChanged,
    /// The display settings were saved.
    DisplaySaved,
    /// Support reviewed the upload with this ID, and no other upload needs a review.
    Reviewed(i64),
    /// Support's note on an upload was saved.
    NoteSaved,
    /// A stalled submission is back in the queue.
    Requeued,
    /// The submission was no longer stalled.
    NotStalled,
    /// The person signed out.
    SignedOut,
}

/// The message about an event.
#[derive(Clone, Debug)]
pub struct Message {
    /// What happened.
    pub title: String,
    /// What else the person should know. May be empty.
    pub text: &'static str,
}

/// A request extension: the page shows the message, so the response removes the cookie.
pub struct FlashShown;

impl Flash {
    fn word(self) -> (&'static str, i64) {
        match self {
            Flash::UploadStarted(upload) => ("upload-started", upload),
            Flash::BulkStarted(number) => ("bulk-started", number),
            Flash::DeletionStarted(number) => ("deletion-started", number),
            Flash::PasswordChanged => ("password-changed", 0),
            Flash::DisplaySaved => ("display-saved", 0),
            Flash::Reviewed(upload) => ("reviewed", upload),
            Flash::NoteSaved => ("note-saved", 0),
            Flash::Requeued => ("requeued", 0),
            Flash::NotStalled => ("not-stalled", 0),
            Flash::SignedOut => ("signed-out", 0),
        }
    }

    /// Returns the message to show.
    pub fn message(self) -> Message {
        let (title, text) = match self {
            Flash::UploadStarted(upload) => {
                (format!("Upload {upload} started"), "You can leave this page. Processing continues.")
            }
            Flash::BulkStarted(number) => {
                (format!("Bulk action B-{number} started"), "You can leave this page. Processing continues.")
            }
            Flash::DeletionStarted(number) => {
                (format!("Deletion D-{number} started"), "You can leave this page. Processing continues.")
            }
            Flash::PasswordChanged => {
                ("Password changed".to_owned(), "You’ve been signed out on your other devices.")
            }
            Flash::DisplaySaved => ("Display and shortcuts saved".to_owned(), ""),
            Flash::Reviewed(upload) => {
                (format!("Upload {upload} marked as reviewed"), "Nothing else in this list needs a review.")
            }
            Flash::NoteSaved => ("Note saved".to_owned(), "Resellers can’t see it."),
            Flash::Requeued => (
                "Back in the queue".to_owned(),
                "Processing continues where it stopped. No device is registered twice.",
            ),
            Flash::NotStalled => ("It is running again".to_owned(), ""),
            Flash::SignedOut => ("You’ve signed out".to_owned(), ""),
        };
        Message { title, text }
    }

    /// Returns the cookie that carries the event to the next page.
    pub fn cookie(self) -> Cookie<'static> {
        let (word, number) = self.word();
        cookie(format!("{word}.{number}"))
    }

    /// Reads the event that a request carries. Returns `None` if the cookie is missing or unknown.
    pub fn of(request: &HttpRequest) -> Option<Flash> {
        let cookie = request.cookie(NAME)?;
        let (word, number) = cookie.value().split_once('.')?;
        let number: i64 = number.parse().ok()?;
        match word {
            "upload-started" => Some(Flash::UploadStarted(number)),
            "bulk-started" => Some(Flash::BulkStarted(number)),
            "deletion-started" => Some(Flash::DeletionStarted(number)),
            "password-changed" => Some(Flash::PasswordChanged),
            "display-saved" => Some(Flash::DisplaySaved),
            "reviewed" => Some(Flash::Reviewed(number)),
            "note-saved" => Some(Flash::NoteSaved),
            "requeued" => Some(Flash::Requeued),
            "not-stalled" => Some(Flash::NotStalled),
            "signed-out" => Some(Flash::SignedOut),
            _ => None,
        }
    }
}

/// Returns the cookie that removes the message.
pub fn over() -> Cookie<'static> {
    let mut cookie = cookie(String::new());
    cookie.make_removal();
    cookie
}

fn cookie(value: String) -> Cookie<'static> {
    Cookie::build(NAME, value).path("/").http_only(true).same_site(SameSite::Lax).finish()
}
