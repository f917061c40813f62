//! A reseller's settings.

pub(crate) mod file_layouts;
mod sold_to_codes;

use crate::web::route::RouteEntry;

/// Returns the routes of the settings pages.
pub(super) fn routes() -> Vec<RouteEntry> {
    [sold_to_codes::routes(), file_layouts::routes()].concat()
}
