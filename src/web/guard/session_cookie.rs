//! The session cookie's signature. The session middleware supports only one key, but the portal has several secret keys
//! and loads new ones while it is running. The middleware therefore signs with a key that only this process uses, and
//! this module replaces the signature in each request and each response.

use actix_web::body::MessageBody;
use actix_web::cookie::{Cookie, Key};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web;

use crate::http::{State, cookies, signed_cookie};
use crate::keys::{DerivedKeys, Purpose};

/// The session cookie's name, and the key with which this process signs it.
#[derive(Clone)]
pub(crate) struct SessionCookie {
    /// The name of the cookie.
    pub(crate) name: String,
    /// The key with which the session middleware signs in this process.
    pub(crate) process_key: Key,
}

/// Replaces the secret key's signature with the process key's in the request, and vice versa in the response. Removes
/// the session cookie from the request if it wasn't signed with an accepted key.
pub(crate) async fn replace_signatures(
    cookie: SessionCookie,
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let state = request.app_data::<web::Data<State>>().cloned();
    let keys = state.map(|state| state.keys.derive(Purpose::SessionCookie, state.services.clock.now()));
    if let Some(keys) = &keys {
        cookie.replace_in_request(request.headers_mut(), keys);
    }
    let mut response = next.call(request).await?;
    if let Some(keys) = &keys {
        cookie.replace_in_response(response.headers_mut(), keys);
    }
    Ok(response)
}

impl SessionCookie {
    /// Creates the cookie with a random key for this process.
    pub(crate) fn new(is_https: bool) -> SessionCookie {
        SessionCookie { name: cookies::name("session", is_https), process_key: Key::generate() }
    }

    fn replace_in_request(&self, headers: &mut HeaderMap, keys: &DerivedKeys) {
        let values: Vec<String> = headers
            .get_all(header::COOKIE)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect();
        let pairs = values.iter().flat_map(|value| value.split(';')).map(str::trim);
        if !pairs.clone().any(|pair| self.is_named(pair)) {
            return;
        }
        let pairs: Vec<String> = pairs
            .filter_map(|pair| {
                if !self.is_named(pair) {
                    return Some(pair.to_owned());
                }
                let cookie = Cookie::parse_encoded(pair.to_owned()).ok()?;
                let verified = signed_cookie::verify(keys, &cookie)?;
                let signed = signed_cookie::sign_with(&self.process_key, verified);
                Some(signed.stripped().encoded().to_string())
            })
            .collect();
        set_all(headers, header::COOKIE, &[pairs.join("; ")]);
    }

    fn replace_in_response(&self, headers: &mut HeaderMap, keys: &DerivedKeys) {
        let values: Vec<String> = headers
            .get_all(header::SET_COOKIE)
            .filter_map(|value| Some(value.to_str().ok()?.to_owned()))
            .collect();
        if !values.iter().any(|value| self.is_named(value)) {
            return;
        }
        let values: Vec<String> = values
            .into_iter()
            .map(|value| {
                let cookie = Cookie::parse_encoded(value.clone()).ok().filter(|_| self.is_named(&value));
                // A cookie that ends the session has no value and needs no signature.
                match cookie.and_then(|cookie| signed_cookie::verify_with(&self.process_key, &cookie)) {
                    Some(verified) => signed_cookie::sign(keys, verified).encoded().to_string(),
                    None => value,
                }
            })
            .collect();
        set_all(headers, header::SET_COOKIE, &values);
    }

    /// Returns whether a cookie in a header has the name of the session cookie.
    fn is_named(&self, pair: &str) -> bool {
        pair.split_once('=').is_some_and(|(name, _)| name.trim() == self.name)
    }
}

fn set_all(headers: &mut HeaderMap, name: HeaderName, values: &[String]) {
    headers.remove(&name);
    for value in values {
        // The values come from headers, so they are valid header values.
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(name.clone(), value);
        }
    }
}
