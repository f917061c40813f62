//! Access checks. They run before a request's body is read.

use std::sync::Arc;

use actix_session::SessionExt;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse, web};
use futures_util::StreamExt;

use super::{same_origin, session_store};
use crate::auth::sessions;
use crate::config::Config;
use crate::domain::actor::{Actor, Permission};
use crate::http::request_actor::RequestActor;
use crate::http::{Error, State, body_timeout, host, run_blocking};
use crate::web::page::flash::{self, Flash};
use crate::web::page::respond;
use crate::web::urls;

/// Determines who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anyone, without reading the session. Used for embedded files and health checks.
    Open,
    /// Anyone; signed-in people see their own menu.
    Public,
    /// Signed-in people.
    SignedIn,
    /// Signed-in people with this permission.
    Needs(Permission),
    /// Signed-in people with at least one of these permissions. The handler checks which one its object needs.
    NeedsEither(Permission, Permission),
}

impl Access {
    /// Returns whether a signed-in person may use the route, given the permissions that the person has.
    pub fn allows(self, has: impl Fn(Permission) -> bool) -> bool {
        match self {
            Access::Open | Access::Public | Access::SignedIn => true,
            Access::Needs(permission) => has(permission),
            Access::NeedsEither(first, second) => has(first) || has(second),
        }
    }
}

/// The routes that accept any host, because probes use the instance's own address.
const HEALTH_CHECKS: [&str; 2] = ["/healthz", "/readyz"];

/// Maximum number of bytes to read from the body of a rejected request before responding. Some clients read the
/// response only after they have sent the whole body.
const MAX_DRAINED_BYTES: usize = 1024 * 1024;

/// Checks access before a route's handler runs. Pages poll `quiet` routes in the background, so requests to them don't
/// keep a session alive.
pub(crate) async fn check(
    access: Access,
    quiet: bool,
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let state = request.app_data::<web::Data<State>>().cloned();
    let Some(state) = state else {
        return reject(request, Error::Failed("the application state is missing".to_owned())).await;
    };
    let refusal = find_refusal(&request, &state.services.config);
    if access == Access::Open {
        return match refusal {
            Some(error) => reject(request, error).await,
            None => next.call(request).await,
        };
    }
    let now = state.services.clock.now();
    let token = session_store::token(&request.get_session());
    let session = match token.clone() {
        Some(token) => match state.read(move |conn| sessions::find(conn, &token, now)).await {
            Ok(session) => session,
            Err(_) if refusal.is_some() => None,
            Err(error) => return reject(request, error).await,
        },
        None => None,
    };
    let is_due = session.as_ref().is_some_and(|session| session.is_due(now));
    let actor = session.map(|session| session.actor);
    if let Some(error) = refusal {
        // The session is read only to record whose it is. Another site's request doesn't keep it alive.
        if let Some(actor) = &actor {
            set_actor(&mut request, actor);
        }
        return reject(request, error).await;
    }
    match (&actor, access) {
        (None, Access::SignedIn | Access::Needs(_) | Access::NeedsEither(..)) => {
            return to_sign_in(request).await;
        }
        (Some(actor), access) if !access.allows(|permission| actor.may(permission)) => {
            set_actor(&mut request, actor);
            return reject(request, Error::Forbidden).await;
        }
        _ => {}
    }
    if let Some(actor) = &actor {
        set_actor(&mut request, actor);
        if let Some(token) = token.filter(|_| is_due && !quiet) {
            let state = state.clone();
            drop(run_blocking(move || sessions::touch(&state.services.db, &token, now)));
        }
    }
    // No identifier contains NUL, and PostgreSQL rejects NUL even in a query.
    if request.uri().path().contains("%00") {
        return reject(request, Error::NotFound).await;
    }
    if !request.method().is_safe() {
        body_timeout::limit(&mut request);
    }
    let mut response = next.call(request).await?;
    let new_flash = response.response().extensions().get::<Flash>().copied();
    let is_https = state.services.config.is_https();
    let cookie = match new_flash {
        Some(flash) => Some(flash.cookie(is_https)),
        None if response.request().extensions().contains::<flash::FlashShown>() => {
            Some(flash::removal_cookie(is_https))
        }
        None => None,
    };
    if let Some(cookie) = cookie {
        // Our own cookies are always valid header values.
        let _ = response.response_mut().add_cookie(&cookie);
    }
    Ok(response)
}

/// Returns the error for a request that is for another host, or that another site sent.
fn find_refusal(request: &ServiceRequest, config: &Config) -> Option<Error> {
    if !HEALTH_CHECKS.contains(&request.path())
        && let Err(error) = host::check(request.request(), config)
    {
        return Some(error);
    }
    let is_foreign = same_origin::is_foreign(request.method(), request.headers(), config.public_url.as_ref());
    is_foreign.then_some(Error::Foreign)
}

fn set_actor(request: &mut ServiceRequest, actor: &Actor) {
    request.extensions_mut().insert(RequestActor(Arc::new(actor.clone())));
}

async fn to_sign_in(mut request: ServiceRequest) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let is_drained = drain(&mut request, MAX_DRAINED_BYTES).await;
    let mut response = if request.headers().contains_key("hx-request") {
        HttpResponse::Unauthorized().finish()
    } else if matches!(*request.method(), Method::GET | Method::HEAD) && !is_home(&request) {
        let target = request.uri().path_and_query().map_or(urls::HOME, |target| target.as_str());
        respond::see_other(&urls::sign_in_then(target))
    } else {
        respond::see_other(urls::SIGN_IN)
    };
    close_unless(is_drained, &mut response);
    Ok(request.into_response(response))
}

fn is_home(request: &ServiceRequest) -> bool {
    request.path() == urls::HOME
}

async fn reject(
    mut request: ServiceRequest,
    error: Error,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let is_drained = drain(&mut request, MAX_DRAINED_BYTES).await;
    let mut response = request.error_response(error);
    close_unless(is_drained, response.response_mut());
    Ok(response)
}

/// Reads and discards the rest of a body, up to a limit. Returns whether it reached the end.
pub(crate) async fn drain(request: &mut ServiceRequest, limit: usize) -> bool {
    body_timeout::limit(request);
    let mut payload = request.take_payload();
    let mut read = 0;
    while let Some(bytes) = payload.next().await {
        read += bytes.map_or(usize::MAX / 2, |bytes| bytes.len());
        if read > limit {
            return false;
        }
    }
    true
}

fn close_unless(is_drained: bool, response: &mut HttpResponse) {
    if !is_drained {
        response.head_mut().set_connection_type(ConnectionType::Close);
    }
}
