//! Home, which redirects to a person's first page.

use actix_web::HttpResponse;

use crate::domain::actor::Permission;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

/// Redirects to the Customers list, support to the review queue, and operators, who have no other page, to their
/// account.
pub(crate) async fn get(frame: Frame) -> HttpResponse {
    let first = if frame.may(Permission::ViewCustomers) {
        urls::CUSTOMERS
    } else if frame.may(Permission::ReviewUploads) {
        urls::SUPPORT
    } else {
        urls::ACCOUNT
    };
    respond::see_other(first)
}
