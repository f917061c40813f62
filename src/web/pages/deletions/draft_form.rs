//! The fields of a deletion form that identify its draft.

use crate::domain::actor::Actor;
use crate::http::multipart::ReceivedForm;
use crate::http::{Error, run_blocking};
use crate::store::submissions::drafts::Draft;
use crate::uploads::intake::deletion;
use crate::uploads::intake::rejection::IntakeError;
use crate::uploads::services::Services;
use crate::web::page::forms::FormState;
use crate::web::pages::deletions::confirm;

/// The draft that a deletion form names, and whether a person has confirmed it.
pub(crate) struct DraftForm {
    token: String,
    is_confirmed: bool,
}

impl DraftForm {
    /// Reads the fields of the form.
    pub(crate) fn of(submitted: &ReceivedForm) -> DraftForm {
        DraftForm {
            token: submitted.text("draft").to_owned(),
            is_confirmed: !submitted.text("confirm").trim().is_empty(),
        }
    }

    /// Returns whether the form names no draft yet.
    pub(crate) fn is_new(&self) -> bool {
        self.token.is_empty()
    }

    /// Finds the draft, or creates it with `create` if the form names none. Returns the form with its errors if it is
    /// rejected.
    pub(crate) async fn find_or_create(
        self,
        services: Services,
        actor: Actor,
        mut form: FormState,
        create: Option<impl FnOnce(&Services, &Actor) -> Result<String, IntakeError> + Send + 'static>,
    ) -> Result<Result<Draft, FormState>, Error> {
        let is_new = self.is_new();
        let found = run_blocking(move || {
            let token = match create {
                Some(create) if is_new => {
                    if self.is_confirmed {
                        deletion::require_room(&services, &actor)?;
                    }
                    create(&services, &actor)?
                }
                _ => self.token,
            };
            deletion::find(&services, &actor, &token)
        })
        .await?;
        match found {
            Ok(draft) => Ok(Ok(draft)),
            Err(IntakeError::NotFound) if !is_new => {
                form.reject("file", confirm::EXPIRED);
                Ok(Err(form))
            }
            Err(error) => {
                form.reject_intake(error)?;
                Ok(Err(form))
            }
        }
    }
}
