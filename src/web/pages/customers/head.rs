//! The head of a customer's pages: name, status, facts, what can be done.

use crate::domain::actor::Permission;
use crate::domain::customer::{AccountKind, CustomerStatus};
use crate::store::customers::CustomerRow;
use crate::web::frame::Frame;
use crate::web::show::{Moment, Status, day_of, number, size_note};
use crate::web::urls;

/// What the head shows.
pub struct Head {
    /// The customer's UPLOADS tab.
    pub url: String,
    /// Company name.
    pub company_name: String,
    /// Customer or MSP ID.
    pub customer_id: String,
    /// Whether it is an MSP ID.
    pub is_msp: bool,
    /// What the account is to the reseller.
    pub status: Status,
    /// Internal reference; may be empty.
    pub reference: String,
    /// Country.
    pub country: String,
    /// Devices registered now.
    pub devices: String,
    /// What to expect of the download of all devices, where it is long.
    pub devices_size: Option<String>,
    /// Accepted uploads.
    pub uploads: String,
    /// When the reseller added it.
    pub since: Moment,
    /// Where the reference is edited.
    pub reference_url: String,
    /// Where devices are uploaded.
    pub upload_url: String,
    /// What the list shows, as CSV.
    pub uploads_csv_url: String,
    /// Where devices are deleted by a file.
    pub delete_url: String,
    /// Deletions: the list, and where a selection is sent.
    pub deletions_url: String,
    /// Whether the person may delete.
    pub may_delete: bool,
    /// Whether the person may edit the reference.
    pub may_edit: bool,
    /// Whether the person may upload, and the customer takes uploads.
    pub may_upload: bool,
    /// Whether the person may download devices.
    pub may_see_devices: bool,
}

impl Head {
    /// The head for this person.
    pub fn new(customer: &CustomerRow, frame: &Frame, uploads_csv_url: String) -> Head {
        let id = &customer.customer_id;
        Head {
            url: urls::customer_uploads(id),
            company_name: customer.company_name.clone(),
            customer_id: id.clone(),
            is_msp: customer.kind == AccountKind::Msp,
            status: customer.status.into(),
            reference: customer.reference.clone(),
            country: customer.country.clone(),
            devices: number(customer.devices),
            devices_size: size_note(customer.devices, 130),
            uploads: number(customer.uploads),
            since: day_of(customer.created_at, frame.time_zone()),
            reference_url: urls::customer_reference(id),
            upload_url: urls::upload_devices(id),
            uploads_csv_url,
            delete_url: urls::delete_devices(id),
            deletions_url: urls::deletions(id),
            may_delete: frame.may(Permission::DeleteDevices),
            may_edit: frame.may(Permission::ManageCustomers),
            may_upload: frame.may(Permission::UploadDevices) && customer.status != CustomerStatus::Inactive,
            may_see_devices: frame.may(Permission::ViewDevices),
        }
    }
}
