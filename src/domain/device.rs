//! What became of a registered device, computed from what its customer is to the reseller.

use super::customer::CustomerStatus;

/// The status of a registered device. Never stored: pages and downloads cannot disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceStatus {
    /// The customer has not approved the reseller yet.
    Pending,
    /// The customer has.
    Verified,
}

impl DeviceStatus {
    /// All statuses, in the order in which they are offered.
    pub const ALL: [DeviceStatus; 2] = [DeviceStatus::Pending, DeviceStatus::Verified];

    /// The status of the devices of a customer. One who has left the reseller had approved it once.
    pub fn of(customer: CustomerStatus) -> DeviceStatus {
        match customer {
            CustomerStatus::Pending => DeviceStatus::Pending,
            CustomerStatus::Active | CustomerStatus::Inactive => DeviceStatus::Verified,
        }
    }

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            DeviceStatus::Pending => "pending",
            DeviceStatus::Verified => "verified",
        }
    }

    /// The status of a word, if there is one.
    pub fn from_word(word: &str) -> Option<DeviceStatus> {
        DeviceStatus::ALL.into_iter().find(|status| status.word() == word)
    }

    /// The words that pages and downloads show.
    pub fn label(self) -> &'static str {
        match self {
            DeviceStatus::Pending => "Pending",
            DeviceStatus::Verified => "Verified",
        }
    }
}
