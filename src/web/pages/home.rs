//! The way in: the first page of whoever asks.

use actix_web::HttpResponse;

use crate::domain::actor::Permission;
use crate::web::frame::Frame;
use crate::web::{respond, urls};

/// Leads to the Customers list, or to the own account where there are no customers to see.
pub async fn get(frame: Frame) -> HttpResponse {
    respond::see_other(if frame.may(Permission::ViewCustomers) { urls::CUSTOMERS } else { urls::ACCOUNT })
}
