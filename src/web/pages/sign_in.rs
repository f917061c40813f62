//! Signing in and out.

use actix_session::Session;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::auth::sessions;
use crate::auth::sign_in::{self, AttemptDecision, SignInAttempt, SignInOutcome};
use crate::domain::activity::Activity;
use crate::domain::network::Network;
use crate::http::refusals::middleware as refusals;
use crate::http::{Error, State, client, run_blocking};
use crate::uploads::services::Services;
use crate::web::guard::device_cookie;
use crate::web::guard::session_store::{self, PERSON};
use crate::web::page::flash::Flash;
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    form: FormState,
}

/// The address to open after signing in.
#[derive(Deserialize)]
pub(crate) struct NextQuery {
    #[serde(default)]
    next: String,
}

/// Shows the page. People who are already signed in are redirected.
pub(crate) async fn get(frame: Frame, query: Option<web::Query<NextQuery>>) -> Result<HttpResponse, Error> {
    let next = query.map(|query| query.into_inner().next).unwrap_or_default();
    let next = urls::local(&next);
    if frame.person.is_some() {
        return Ok(respond::see_other(next.unwrap_or(urls::HOME)));
    }
    respond::page(&SignInPage { frame, form: FormState::new().with("next", next.unwrap_or_default()) })
}

/// The fields of the form.
#[derive(Deserialize)]
pub(crate) struct SignInForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// Signs in with a new session and redirects to the page that the person requested.
pub(crate) async fn post(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    session: Session,
    web::Form(submitted): web::Form<SignInForm>,
) -> Result<HttpResponse, Error> {
    let next = urls::local(&submitted.next).unwrap_or_default().to_owned();
    let typed = submitted.email.clone();
    let mut form = FormState::new().with("email", submitted.email.trim()).with("next", &next);
    let address = client::address(&request);
    let network = Network::from(address);
    let device = device_cookie::read(&request, &state);
    let attempt = SignInAttempt::new(&submitted.email, submitted.password, address, device);
    let now = frame.now();
    let outcome = match state.read(move |conn| attempt.admit(conn, now)).await? {
        AttemptDecision::Throttled(seconds) => SignInOutcome::Throttled(seconds),
        AttemptDecision::Admitted(attempt) => {
            let turn = state.hash_queue.enter(attempt.is_from_known_device()).await?;
            let Services { db, clock, .. } = state.services.clone();
            run_blocking(move || sign_in::sign_in(&db, &clock, turn.passwords(), &attempt)).await??
        }
    };
    match outcome {
        SignInOutcome::SignedIn { person, device } => {
            tracing::info!(%person, address = %network, "signed in");
            session.renew();
            session.insert(PERSON, person).map_err(|error| Error::Failed(error.to_string()))?;
            let target = if next.is_empty() { urls::HOME } else { &next };
            let mut response = respond::see_other(target);
            response
                .add_cookie(&device_cookie::create(device, &state))
                .map_err(|error| Error::Failed(error.to_string()))?;
            Ok(response)
        }
        SignInOutcome::Wrong(reason) => {
            refusals::name(&request, reason, &typed);
            form.reject("", "The e-mail address or password is wrong.");
            respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &SignInPage { frame, form })
        }
        SignInOutcome::Throttled(seconds) => {
            refusals::name(&request, Activity::SignInThrottled, &typed);
            form.reject("", respond::try_again_in(seconds));
            respond::throttled(seconds, &SignInPage { frame, form })
        }
    }
}

/// Signs out. Ends the session, so that copies of its cookie stop working.
pub(crate) async fn sign_out(
    state: web::Data<State>,
    frame: Frame,
    session: Session,
) -> Result<HttpResponse, Error> {
    if let (Ok(actor), Some(token)) = (frame.actor(), session_store::token(&session)) {
        let (actor, at) = (actor.clone(), frame.now());
        run_blocking(move || sessions::sign_out(&state.services.db, &token, &actor, at)).await??;
    }
    session.purge();
    let mut response = respond::see_other_with(urls::SIGN_IN, Flash::SignedOut);
    // "cookies" is left out, because the device's cookie must remain for the next person who signs in.
    response.headers_mut().insert(
        header::HeaderName::from_static("clear-site-data"),
        header::HeaderValue::from_static(r#""cache", "storage""#),
    );
    Ok(response)
}
