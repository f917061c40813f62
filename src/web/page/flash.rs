//! A message that is shown once, after a redirect. The cookie holds an event from a fixed set and at most one number,
//! never free text.

use actix_web::cookie::Cookie;
use actix_web::{HttpRequest, web};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::domain::ids::{SubmissionId, UploadId};
use crate::http::{State, cookies};

const NAME: &str = "flash";

/// An event that the next page reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Flash {
    /// The upload with this ID was accepted.
    UploadStarted(UploadId),
    /// The bulk action with this number was accepted.
    BulkStarted(SubmissionId),
    /// The deletion with this number was accepted.
    DeletionStarted(SubmissionId),
    /// An identifier was removed from a device.
    IdentifierRemoved,
    /// A check was discarded.
    CheckDiscarded,
    /// A list was discarded before its columns were decided.
    ListDiscarded,
    /// The password was changed.
    PasswordChanged,
    /// The display settings were saved.
    DisplaySaved,
    /// Support reviewed the upload with this ID, and no other upload needs a review.
    Reviewed(UploadId),
    /// Support's note on an upload was saved.
    NoteSaved,
    /// A stalled submission was put back into the queue.
    Requeued,
    /// The submission was no longer stalled.
    NotStalled,
    /// The person signed out.
    SignedOut,
}

/// The message about an event.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// What happened.
    pub(crate) title: String,
    /// What else the person should know. May be empty.
    pub(crate) text: &'static str,
}

/// A request extension that marks a request whose page shows the message. The response then removes the cookie.
pub(crate) struct FlashShown;

impl Flash {
    /// Returns the message to show.
    pub(crate) fn message(self) -> Message {
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
            Flash::IdentifierRemoved => {
                ("Identifier removed".to_owned(), "It can be uploaded as another device.")
            }
            Flash::CheckDiscarded => ("Check discarded".to_owned(), "Its file has been deleted."),
            Flash::ListDiscarded => ("List discarded".to_owned(), "Its file has been deleted."),
            Flash::PasswordChanged => {
                ("Password changed".to_owned(), "You’ve been signed out on your other devices.")
            }
            Flash::DisplaySaved => ("Display settings saved".to_owned(), ""),
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
    pub(crate) fn cookie(self, is_https: bool) -> Cookie<'static> {
        let event = serde_json::to_string(&self).unwrap_or_default();
        // A cookie can't contain quotation marks, so the event is encoded. The cookie library decodes it in requests.
        cookies::build(NAME, utf8_percent_encode(&event, NON_ALPHANUMERIC).to_string(), is_https)
    }

    /// Reads the event from a request's cookie. Returns `None` if the cookie is missing or its event is unknown.
    pub(crate) fn of(request: &HttpRequest) -> Option<Flash> {
        let state = request.app_data::<web::Data<State>>()?;
        let cookie = request.cookie(&cookies::name(NAME, state.services.config.is_https()))?;
        serde_json::from_str(cookie.value()).ok()
    }
}

/// Returns the cookie that removes the message.
pub(crate) fn removal_cookie(is_https: bool) -> Cookie<'static> {
    let mut cookie = cookies::build(NAME, String::new(), is_https);
    cookie.make_removal();
    cookie
}
