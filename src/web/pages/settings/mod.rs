//! A reseller's settings.

mod sold_to_codes;

use crate::web::route::RouteEntry;

/// Returns the routes of the settings pages.
pub(super) fn routes() -> Vec<RouteEntry> {
    sold_to_codes::routes()
}
