//! A short text that is shown once, after a redirect. The cookie holds a word of a closed list and a number, never text.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};

const NAME: &str = "flash";

/// What just happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flash {
    /// The upload with this ID was accepted.
    UploadStarted(i64),
    /// The bulk action with this number was accepted.
    BulkStarted(i64),
    /// The deletion with this number was accepted.
    DeletionStarted(i64),
    /// The password is another one now.
    PasswordChanged,
    /// Time zone and theme are kept.
    DisplaySaved,
    /// Support has looked at the upload with this ID, and nothing else is due.
    Reviewed(i64),
    /// Support's note on an upload is kept.
    NoteSaved,
    /// What had stalled is back in the queue.
    Requeued,
    /// It went forward in the meantime.
    NotStalled,
    /// The session is over, as asked for.
    SignedOut,
}

/// The same in words.
#[derive(Clone, Debug)]
pub struct Message {
    /// What happened.
    pub title: String,
    /// What else to know; may be empty.
    pub text: &'static str,
}

/// Put beside a request whose page shows the text, so that the answer takes the cookie away.
pub struct Shown;

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

    /// The words to show.
    pub fn message(self) -> Message {
        let (title, text) = match self {
            Flash::UploadStarted(upload) => {
                (format!("Upload {upload} started"), "You can leave this page; processing continues.")
            }
            Flash::BulkStarted(number) => {
                (format!("Bulk action B-{number} started"), "You can leave this page; processing continues.")
            }
            Flash::DeletionStarted(number) => {
                (format!("Deletion D-{number} started"), "You can leave this page; processing continues.")
            }
            Flash::PasswordChanged => ("Password changed".to_owned(), "Everywhere else you are signed out."),
            Flash::DisplaySaved => ("Times, colours and keys saved".to_owned(), ""),
            Flash::Reviewed(upload) => {
                (format!("Upload {upload} is reviewed"), "Nothing else of this list needs a review.")
            }
            Flash::NoteSaved => ("Note saved".to_owned(), "Resellers do not see it."),
            Flash::Requeued => (
                "Put back into the queue".to_owned(),
                "Work goes on where it stopped. Nothing that was registered is registered again.",
            ),
            Flash::NotStalled => (
                "It has gone forward in the meantime".to_owned(),
                "Nothing had to be put back into the queue.",
            ),
            Flash::SignedOut => ("You are signed out".to_owned(), ""),
        };
        Message { title, text }
    }

    /// The cookie that carries it to the next page.
    pub fn cookie(self) -> Cookie<'static> {
        let (word, number) = self.word();
        cookie(format!("{word}.{number}"))
    }

    /// What a request carries, if it is one of ours.
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

/// The cookie that takes the text away.
pub fn over() -> Cookie<'static> {
    let mut cookie = cookie(String::new());
    cookie.make_removal();
    cookie
}

fn cookie(value: String) -> Cookie<'static> {
    Cookie::build(NAME, value).path("/").http_only(true).same_site(SameSite::Lax).finish()
}
