//! The header of a customer's tabs: name, status, facts and actions.

use crate::domain::actor::Permission;
use crate::domain::customer::{AccountKind, CustomerStatus};
use crate::domain::ids::CustomerId;
use crate::store::customers::CustomerRow;
use crate::web::page::format::{Moment, Status, day_of, number, size_note};
use crate::web::page::frame::Frame;

/// The data for the actions of a tab.
pub(crate) enum TabActions {
    /// The Uploads tab.
    Uploads {
        /// The address for downloading the list as CSV.
        csv_url: String,
    },
    /// The Devices tab.
    Devices {
        /// The label of the action that deletes all devices in the list, such as "Delete all 1,284 devices…". `None`
        /// if the list is empty.
        delete_all: Option<String>,
    },
}

/// The header of a customer's pages.
pub(crate) struct CustomerHeader {
    /// The actions of the current tab. `None` if the tab has no actions of its own.
    pub(crate) tab: Option<TabActions>,
    /// The company name.
    pub(crate) company_name: String,
    /// The customer or MSP ID.
    pub(crate) customer_id: CustomerId,
    /// Whether the ID is an MSP ID.
    pub(crate) is_msp: bool,
    /// The status of the customer.
    pub(crate) status: Status,
    /// The internal reference. May be empty.
    pub(crate) reference: String,
    /// The country.
    pub(crate) country: String,
    /// The number of registered devices.
    pub(crate) devices: String,
    /// The size of the download with all devices, if it is large.
    pub(crate) devices_size: Option<String>,
    /// The number of accepted uploads.
    pub(crate) uploads: String,
    /// When the reseller added the customer.
    pub(crate) since: Moment,
    /// Whether the person may edit the reference.
    pub(crate) may_edit: bool,
    /// Whether the person may upload devices and the customer accepts uploads.
    pub(crate) may_upload: bool,
    /// Whether the person may see and download devices.
    pub(crate) may_see_devices: bool,
    /// Whether the person may delete devices.
    pub(crate) may_delete: bool,
}

impl CustomerHeader {
    /// Creates the header, with the actions that the person may take.
    pub(crate) fn new(customer: &CustomerRow, frame: &Frame, tab: Option<TabActions>) -> CustomerHeader {
        CustomerHeader {
            tab,
            company_name: customer.company_name.clone(),
            customer_id: customer.customer_id,
            is_msp: customer.kind == AccountKind::Msp,
            status: customer.status.into(),
            reference: customer.reference.clone(),
            country: customer.country.clone(),
            devices: number(customer.devices),
            devices_size: size_note(customer.devices, 130),
            uploads: number(customer.uploads),
            since: day_of(customer.created_at, frame.time_zone()),
            may_edit: frame.may(Permission::ManageCustomers),
            may_upload: frame.may(Permission::UploadDevices) && customer.status != CustomerStatus::Inactive,
            may_see_devices: frame.may(Permission::ViewDevices),
            may_delete: frame.may(Permission::DeleteDevices),
        }
    }
}
