//! Cookies that are signed with a key derived from the secret keys.

use actix_web::cookie::{Cookie, CookieJar, Key};

use crate::keys::DerivedKeys;

/// Signs a cookie's value with the current key.
pub(crate) fn sign(keys: &DerivedKeys, cookie: Cookie<'static>) -> Cookie<'static> {
    sign_with(&Key::from(&keys.signing), cookie)
}

/// Returns a cookie with its original value. Returns `None` if it wasn't signed with an accepted key.
pub(crate) fn verify(keys: &DerivedKeys, cookie: &Cookie<'static>) -> Option<Cookie<'static>> {
    keys.accepted.iter().find_map(|key| verify_with(&Key::from(key), cookie))
}

/// Signs a cookie's value with one key.
pub(crate) fn sign_with(key: &Key, cookie: Cookie<'static>) -> Cookie<'static> {
    let (mut jar, name) = (CookieJar::new(), cookie.name().to_owned());
    jar.signed_mut(key).add(cookie.clone());
    jar.get(&name).cloned().unwrap_or(cookie)
}

/// Returns a cookie with its original value. Returns `None` if it wasn't signed with this key.
pub(crate) fn verify_with(key: &Key, cookie: &Cookie<'static>) -> Option<Cookie<'static>> {
    CookieJar::new().signed(key).verify(cookie.clone())
}
