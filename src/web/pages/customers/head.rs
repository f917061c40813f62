//! The head of a customer's pages: name, status, facts, what can be done.

use crate::domain::actor::Permission;
use crate::domain::customer::{AccountKind, CustomerStatus};
use crate::store::customers::CustomerRow;
use crate::web::page::format::{Moment, Status, day_of, number, size_note};
use crate::web::page::frame::Frame;
use crate::web::urls;

/// Which of the customer's pages is shown, and what can be done on it.
pub enum Tab {
    /// The UPLOADS tab.
    Uploads {
        /// What the list shows, as CSV.
        csv_url: String,
    },
    /// The DEVICES tab.
    Devices {
        /// "Delete all 1,284 devices…": those that the list shows; none where it shows none.
        delete_all: Option<String>,
    },
}

/// What the head shows.
pub struct Head {
    /// The tab that is shown.
    pub tab: Tab,
    /// The customer's UPLOADS tab.
    pub url: String,
    /// The customer's DEVICES tab.
    pub devices_url: String,
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
    /// Where devices are deleted by a file.
    pub delete_url: String,
    /// Deletions: the list, and where a selection is sent.
    pub deletions_url: String,
    /// Whether the person may edit the reference.
    pub may_edit: bool,
    /// Whether the person may upload, and the customer takes uploads.
    pub may_upload: bool,
    /// Whether the person may see and download devices.
    pub may_see_devices: bool,
    /// Whether the person may delete devices.
    pub may_delete: bool,
}

impl Head {
    /// Whether the DEVICES tab is shown.
    pub fn on_devices(&self) -> bool {
        matches!(self.tab, Tab::Devices { .. })
    }

    /// The head for this person.
    pub fn new(customer: &CustomerRow, frame: &Frame, tab: Tab) -> Head {
        let id = &customer.customer_id;
        Head {
            tab,
            url: urls::customer_uploads(id),
            devices_url: urls::customer_devices(id),
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
            delete_url: urls::delete_devices(id),
            deletions_url: urls::deletions(id),
            may_edit: frame.may(Permission::ManageCustomers),
            may_upload: frame.may(Permission::UploadDevices) && customer.status != CustomerStatus::Inactive,
            may_see_devices: frame.may(Permission::ViewDevices),
            may_delete: frame.may(Permission::DeleteDevices),
        }
    }
}
