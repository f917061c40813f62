//! The status of a registered device, and what happens to devices.

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::customer::CustomerStatus;

/// The status of a registered device, in the order in which pages offer them. It is computed and never stored, so that
/// pages and downloads can't disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum DeviceStatus {
    /// The customer has not approved the reseller yet.
    Pending,
    /// The customer has approved the reseller.
    Verified,
}

impl DeviceStatus {
    /// Returns the status of a customer's devices. An inactive customer approved the reseller before it left.
    pub(crate) fn of(customer: CustomerStatus) -> DeviceStatus {
        match customer {
            CustomerStatus::Pending => DeviceStatus::Pending,
            CustomerStatus::Active | CustomerStatus::Inactive => DeviceStatus::Verified,
        }
    }

    /// Returns the text that pages and downloads show.
    pub(crate) fn label(self) -> &'static str {
        match self {
            DeviceStatus::Pending => "Pending",
            DeviceStatus::Verified => "Verified",
        }
    }
}

/// What happened to a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum DeviceEventKind {
    /// It was registered for a customer.
    Registered,
    /// Its registration was deleted.
    Deleted,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::tests::assert_words;

    #[test]
    fn words_stay_as_they_are_in_addresses() {
        assert_words::<DeviceStatus>(&["pending", "verified"]);
    }

    #[test]
    fn words_stay_as_they_are_stored() {
        assert_words::<DeviceEventKind>(&["registered", "deleted"]);
    }
}
