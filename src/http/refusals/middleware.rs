//! The middleware that records refused requests on all routes.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, web};

use crate::domain::activity::Activity;
use crate::domain::network::Network;
use crate::domain::refusal::{Refusal, clean_account};
use crate::http::request_actor::RequestActor;
use crate::http::{Error, State, client, request_span};

/// The route that returns 503 while the portal is draining or the database is unreachable. That isn't a refusal.
const READINESS_ROUTE: &str = "/readyz";

/// A request extension with which a handler names a refusal that the status doesn't show.
#[derive(Clone, Debug)]
struct NamedRefusal {
    action: Activity,
    account: String,
}

/// Names the refusal of this request, such as a sign-in with a wrong password. `account` is the account as typed.
pub(crate) fn name(request: &HttpRequest, action: Activity, account: &str) {
    request.extensions_mut().insert(NamedRefusal { action, account: clean_account(account) });
}

/// Records a request that is refused before it reaches this middleware.
pub(crate) fn record_as(request: &ServiceRequest, action: Activity) {
    let Some(state) = request.app_data::<web::Data<State>>() else { return };
    let network = Network::from(client::address(request.request()));
    let refusal = Refusal::new(action, network, request_span::method(request), request_span::route(request));
    state.refusals.record(refusal, None, state.services.clock.now());
}

/// Records the request if its handler has named a refusal, or if the response's status is one.
pub(crate) async fn record(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let Some(state) = request.app_data::<web::Data<State>>().cloned() else {
        return next.call(request).await;
    };
    let (method, route) = (request_span::method(&request), request_span::route(&request));
    let network = Network::from(client::address(request.request()));
    let result = next.call(request).await;
    let (action, request) = match &result {
        Ok(response) => {
            let error = response.response().error().and_then(|error| error.as_error::<Error>());
            (action_of(response.status(), error), Some(response.request()))
        }
        Err(error) => (action_of(error.as_response_error().status_code(), error.as_error()), None),
    };
    let action = action.filter(|_| route != READINESS_ROUTE);
    let named = request.and_then(|request| request.extensions().get::<NamedRefusal>().cloned());
    let (action, account) =
        named.map_or((action, String::new()), |named| (Some(named.action), named.account));
    if let Some(action) = action {
        let actor = request.and_then(|request| request.extensions().get::<RequestActor>().cloned());
        let person = actor.as_ref().and_then(|actor| actor.0.person()).map(|person| person.key);
        let reseller = actor.as_ref().and_then(|actor| actor.0.scope.reseller());
        let actor = actor.map(|actor| actor.0.key);
        let refusal = Refusal { action, actor, reseller, account, network, method, route };
        state.refusals.record(refusal, person, state.services.clock.now());
    }
    result
}

/// Returns the kind of refusal for a status, or `None` if the status isn't a refusal.
fn action_of(status: StatusCode, error: Option<&Error>) -> Option<Activity> {
    match (status, error) {
        (StatusCode::FORBIDDEN, Some(Error::Foreign)) => Some(Activity::RequestForeign),
        (StatusCode::FORBIDDEN, _) => Some(Activity::RequestForbidden),
        (StatusCode::MISDIRECTED_REQUEST, _) => Some(Activity::RequestUnknownHost),
        (StatusCode::TOO_MANY_REQUESTS, _) => Some(Activity::RequestLimited),
        // These are failures of the portal or its shutdown, not limits.
        (StatusCode::SERVICE_UNAVAILABLE, Some(Error::Full(_) | Error::Unsure(_) | Error::Stopping)) => None,
        (StatusCode::SERVICE_UNAVAILABLE, _) => Some(Activity::RequestBusy),
        (StatusCode::REQUEST_TIMEOUT, _) => Some(Activity::RequestTooSlow),
        (StatusCode::PAYLOAD_TOO_LARGE, _) => Some(Activity::RequestTooLarge),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::Word;

    #[test]
    fn each_refusal_status_has_its_own_action() {
        for (status, action) in [
            (403, "request.forbidden"),
            (408, "request.too_slow"),
            (413, "request.too_large"),
            (421, "request.unknown_host"),
            (429, "request.limited"),
            (503, "request.busy"),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(action_of(status, None).map(Word::word), Some(action));
        }
        assert_eq!(
            action_of(StatusCode::FORBIDDEN, Some(&Error::Foreign)).map(Word::word),
            Some("request.foreign")
        );
    }

    #[test]
    fn other_statuses_are_not_refusals() {
        let full = Error::Full(String::new());
        assert_eq!(action_of(StatusCode::SERVICE_UNAVAILABLE, Some(&full)), None);
        for status in [200, 303, 304, 400, 401, 404, 405, 422, 500] {
            assert_eq!(action_of(StatusCode::from_u16(status).unwrap(), None), None, "{status}");
        }
    }
}
