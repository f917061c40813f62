//! The home page, which redirects each role to its start page.

use actix_web::HttpResponse;

use crate::domain::actor::Permission;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

/// Redirects support to the review queue, operators to their account and everyone else to the Customers list. Operators
/// have no page other than their account.
pub(crate) async fn get(frame: Frame) -> HttpResponse {
    let target = if frame.may(Permission::ViewCustomers) {
        urls::CUSTOMERS
    } else if frame.may(Permission::ReviewUploads) {
        urls::SUPPORT
    } else {
        urls::ACCOUNT
    };
    respond::see_other(target)
}
