//! The session cookie's signature. The session middleware keeps a single key, but a portal has several secret keys, and
//! gets new ones while it is running. The middleware therefore signs with a key of this process. The signature is
//! replaced in each request and each response.

use actix_web::body::MessageBody;
use actix_web::cookie::{Cookie, Key};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web;

use crate::http::{State, signed_cookie};
use crate::keys::{DerivedKeys, Purpose};

/// The name of the session cookie.
pub(crate) const NAME: &str = "session";

/// Replaces the signature of the secret keys with that of the process in the request, and vice versa in the response.
/// Removes cookies from the request that no accepted key has signed.
pub(crate) async fn replace_signatures(
    process_key: Key,
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let state = request.app_data::<web::Data<State>>().cloned();
    let keys = state.map(|state| state.keys.derive(Purpose::SessionCookie, state.services.clock.now()));
    if let Some(keys) = &keys {
        replace_in_request(request.headers_mut(), keys, &process_key);
    }
    let mut response = next.call(request).await?;
    if let Some(keys) = &keys {
        replace_in_response(response.headers_mut(), keys, &process_key);
    }
    Ok(response)
}

fn replace_in_request(headers: &mut HeaderMap, keys: &DerivedKeys, process_key: &Key) {
    let is_present = headers.get_all(header::COOKIE).any(|value| contains_name(value.as_bytes()));
    if !is_present {
        return;
    }
    let texts: Vec<String> = headers
        .get_all(header::COOKIE)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect();
    let replaced = texts.iter().flat_map(|text| text.split(';')).filter_map(|pair| {
        let pair = pair.trim();
        if !is_session(pair) {
            return Some(pair.to_owned());
        }
        let cookie = Cookie::parse_encoded(pair.to_owned()).ok()?;
        let verified = signed_cookie::verify(keys, &cookie)?;
        Some(signed_cookie::sign_with(process_key, verified).stripped().encoded().to_string())
    });
    let replaced: Vec<String> = replaced.collect();
    set_all(headers, header::COOKIE, &[replaced.join("; ")]);
}

fn replace_in_response(headers: &mut HeaderMap, keys: &DerivedKeys, process_key: &Key) {
    let is_present = headers.get_all(header::SET_COOKIE).any(|value| contains_name(value.as_bytes()));
    if !is_present {
        return;
    }
    let replaced = headers.get_all(header::SET_COOKIE).filter_map(|value| {
        let text = value.to_str().ok()?;
        if !is_session(text) {
            return Some(text.to_owned());
        }
        let cookie = Cookie::parse_encoded(text.to_owned()).ok()?;
        // A cookie that ends the session has no value, and needs no signature.
        let Some(verified) = signed_cookie::verify_with(process_key, &cookie) else {
            return Some(text.to_owned());
        };
        Some(signed_cookie::sign(keys, verified).encoded().to_string())
    });
    let replaced: Vec<String> = replaced.collect();
    set_all(headers, header::SET_COOKIE, &replaced);
}

fn contains_name(value: &[u8]) -> bool {
    value.windows(NAME.len()).any(|part| part == NAME.as_bytes())
}

/// Returns whether a cookie's text starts with the name of the session cookie.
fn is_session(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| name.trim() == NAME)
}

fn set_all(headers: &mut HeaderMap, name: HeaderName, values: &[String]) {
    headers.remove(&name);
    for value in values {
        // The values come from headers, so they are valid in headers.
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(name.clone(), value);
        }
    }
}
