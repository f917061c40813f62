//! The names and attributes of the portal's cookies.

use actix_web::cookie::{Cookie, SameSite};

/// Returns the name of a cookie. With HTTPS, it has the prefix `__Host-`, so that browsers accept the cookie only from
/// the portal itself, and neither from a subdomain nor over plain HTTP.
pub(crate) fn name(name: &str, is_https: bool) -> String {
    if is_https { format!("__Host-{name}") } else { name.to_owned() }
}

/// Creates a cookie that scripts can't read and that lasts until the browser is closed.
pub(crate) fn build(name: &str, value: String, is_https: bool) -> Cookie<'static> {
    let cookie = Cookie::build(self::name(name, is_https), value).path("/").http_only(true);
    cookie.secure(is_https).same_site(SameSite::Lax).finish()
}
