//! The cookie that identifies a device on which someone has signed in. Signing out doesn't remove it.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use crate::auth::device::DeviceId;
use crate::http::{State, signed_cookie};
use crate::keys::Purpose;
use crate::store::people::known_devices;

/// Returns the ID of the device that sent a request. Returns `None` if the cookie is missing or its signature is
/// invalid.
pub(crate) fn read(request: &HttpRequest, state: &State) -> Option<DeviceId> {
    let cookie = request.cookie(name(state))?;
    let keys = state.keys.derive(Purpose::DeviceCookie, state.services.clock.now());
    DeviceId::parse(signed_cookie::verify(&keys, &cookie)?.value())
}

/// Creates the cookie for a device. It lasts as long as the portal remembers the device.
pub(crate) fn create(device: DeviceId, state: &State) -> Cookie<'static> {
    let cookie = Cookie::build(name(state), device.to_text())
        .path("/")
        .http_only(true)
        .secure(state.services.config.is_https())
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(known_devices::LIFETIME.num_seconds()))
        .finish();
    let keys = state.keys.derive(Purpose::DeviceCookie, state.services.clock.now());
    signed_cookie::sign(&keys, cookie)
}

/// Returns the name of the cookie. Over HTTPS, a prefix prevents other hosts in the domain from setting the cookie.
fn name(state: &State) -> &'static str {
    if state.services.config.is_https() { "__Host-device" } else { "device" }
}
