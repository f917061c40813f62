//! Loads, reviews, submits and discards a list for the page on which a person decides how to read it.

use actix_web::{HttpResponse, web};

use crate::domain::actor::Actor;
use crate::domain::manifest::Decisions;
use crate::http::{Error, ReadingGuard, State, run_blocking};
use crate::store::customers::{self, CustomerRow};
use crate::store::resellers;
use crate::store::undecided_lists::UndecidedList;
use crate::uploads::intake::incoming_file::{ReadingChoices, ReceivedFile};
use crate::uploads::intake::rejection::IntakeError;
use crate::uploads::intake::resume::{ResumedSubmission, resume};
use crate::uploads::intake::{deletion, undecided};
use crate::web::page::flash::Flash;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::pages::deletions::confirm::{self, DeletionTarget};
use crate::web::parts::list_questions::ListWords;
use crate::web::parts::list_review::{Review, ReviewedList, review};
use crate::web::urls;

/// A person's undecided list.
pub(super) struct LoadedList {
    pub(super) list: UndecidedList,
    /// `None` for a bulk action.
    customer: Option<CustomerRow>,
    pub(super) decisions: Decisions,
    pub(super) words: ListWords,
}

/// Loads the person's list with this token.
pub(super) async fn load(state: &State, frame: &Frame, token: String) -> Result<LoadedList, Error> {
    let (scope, actor, services) = (frame.scope()?, frame.actor()?.clone(), state.services.clone());
    run_blocking(move || {
        let list = undecided::find(&services, &actor, &token)?;
        let customer = match list.customer {
            Some(key) => Some(services.db.read(|conn| customers::find_by_key(conn, scope, key))?),
            None => None,
        };
        let country = match (&customer, scope.reseller()) {
            (Some(customer), _) => customer.country.clone(),
            (None, Some(key)) => services.db.read(|conn| resellers::find_country(conn, key))?,
            (None, None) => String::new(),
        };
        let words = ListWords {
            customer: customer.as_ref().map_or_else(String::new, |customer| customer.company_name.clone()),
            country,
            is_deletion: list.kind.is_deletion(),
        };
        Ok(LoadedList { decisions: undecided::decisions(&list)?, list, customer, words })
    })
    .await?
}

/// Stores the decisions, so that the person can return to them.
pub(super) async fn save(state: &State, loaded: &LoadedList, decisions: &Decisions) -> Result<(), Error> {
    let (services, list, decisions) = (state.services.clone(), loaded.list.clone(), decisions.clone());
    Ok(run_blocking(move || undecided::save(&services, &list, &decisions)).await??)
}

/// Submits the list with these decisions. Returns the reason if it isn't accepted.
pub(super) async fn continue_with(
    state: &State,
    frame: &Frame,
    loaded: &LoadedList,
    choices: ReadingChoices,
    is_check: bool,
) -> Result<Result<ResumedSubmission, IntakeError>, Error> {
    let mut bytes = bytes(state, &loaded.list).await?;
    let (actor, services, list) = (frame.actor()?.clone(), state.services.clone(), loaded.list.clone());
    let _guard = ReadingGuard::new(&state.draining, Some(&mut bytes));
    let resumed = run_blocking(move || {
        let received = ReceivedFile {
            reading: Box::new(choices),
            ..undecided::with_decisions(&bytes, &list, &Decisions::default())?
        };
        resume(&services, &actor, &list, received, is_check)
    });
    resumed.await
}

async fn bytes(state: &State, list: &UndecidedList) -> Result<ReceivedFile, Error> {
    let (services, list) = (state.services.clone(), list.clone());
    Ok(run_blocking(move || undecided::load(&services, &list)).await??)
}

impl LoadedList {
    /// Reads the list with these decisions and the recommended answers to the remaining questions.
    pub(super) async fn review(
        &self,
        state: &State,
        frame: &Frame,
        decisions: Decisions,
    ) -> Result<Review, Error> {
        let mut bytes = bytes(state, &self.list).await?;
        let (actor, services, list): (Actor, _, _) =
            (frame.actor()?.clone(), state.services.clone(), self.list.clone());
        let words = ListWords {
            customer: self.words.customer.clone(),
            country: self.words.country.clone(),
            is_deletion: self.words.is_deletion,
        };
        let customer_id =
            self.customer.as_ref().map_or_else(String::new, |customer| customer.customer_id.to_string());
        let _guard = ReadingGuard::new(&state.draining, Some(&mut bytes));
        let reviewed = run_blocking(move || {
            let reviewed =
                ReviewedList { list: &list, bytes: &bytes, customer_id: &customer_id, words: &words };
            review(&services, &actor, &reviewed, decisions)
        });
        Ok(reviewed.await??)
    }

    /// Returns the address and label of each parent page.
    pub(super) fn parents(&self) -> Vec<(String, String)> {
        let is_deletion = self.words.is_deletion;
        match &self.customer {
            Some(customer) => {
                let id = customer.customer_id;
                let form = match is_deletion {
                    true => (urls::delete_devices(id), "Delete devices".to_owned()),
                    false => (urls::upload_devices(id), "Upload devices".to_owned()),
                };
                let uploads = (urls::customer_uploads(id), customer.company_name.clone());
                vec![(urls::CUSTOMERS.to_owned(), "Customers".to_owned()), uploads, form]
            }
            None => vec![(self.back_url(), "Bulk actions".to_owned())],
        }
    }

    /// Returns the address of the page to return to.
    fn back_url(&self) -> String {
        match (&self.customer, self.words.is_deletion) {
            (Some(customer), _) => urls::customer_uploads(customer.customer_id),
            (None, true) => urls::BULK_DELETE.to_owned(),
            (None, false) => urls::BULK_ACTIONS.to_owned(),
        }
    }

    /// Deletes the list, and redirects to the page to return to.
    pub(super) async fn discard(self, state: &State) -> Result<HttpResponse, Error> {
        let (services, back) = (state.services.clone(), self.back_url());
        run_blocking(move || undecided::discard(&services, &self.list)).await??;
        Ok(respond::see_other_with(&back, Flash::ListDiscarded))
    }

    /// Redirects to the submission that the list became, or asks for confirmation of a deletion.
    pub(super) async fn respond(
        self,
        state: &web::Data<State>,
        frame: Frame,
        resumed: ResumedSubmission,
    ) -> Result<HttpResponse, Error> {
        let token = match resumed {
            ResumedSubmission::Upload(customer, upload) => {
                let list = urls::customer_uploads(customer);
                return Ok(respond::see_other_with(&list, Flash::UploadStarted(upload)));
            }
            ResumedSubmission::Bulk(number) => {
                let page = urls::bulk_action(number);
                return Ok(respond::see_other_with(&page, Flash::BulkStarted(number)));
            }
            ResumedSubmission::Check(number) => return Ok(respond::see_other(&urls::check(number))),
            ResumedSubmission::Deletion(token) => token,
        };
        let (actor, services) = (frame.actor()?.clone(), state.services.clone());
        let draft = run_blocking(move || deletion::find(&services, &actor, &token)).await??;
        let target = match &self.customer {
            Some(customer) => DeletionTarget::Customer(customer),
            None => DeletionTarget::Many,
        };
        confirm::respond(state, frame, target, draft, "").await
    }
}
