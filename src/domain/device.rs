//! The status of registered devices, and the events in their history.

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::customer::CustomerStatus;

/// The status of a registered device. Pages list the values in this order.
///
/// The status is computed and never stored, so that pages and downloads can't disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum DeviceStatus {
    /// The customer has not approved the reseller yet.
    Pending,
    /// The customer has approved the reseller.
    Verified,
}

impl DeviceStatus {
    /// Returns the status of a customer's devices. An inactive customer had approved the reseller before removing it.
    pub(crate) fn of(customer: CustomerStatus) -> DeviceStatus {
        match customer {
            CustomerStatus::Pending => DeviceStatus::Pending,
            CustomerStatus::Active | CustomerStatus::Inactive => DeviceStatus::Verified,
        }
    }

    /// Returns the text shown on pages and in downloads.
    pub(crate) fn label(self) -> &'static str {
        match self {
            DeviceStatus::Pending => "Pending",
            DeviceStatus::Verified => "Verified",
        }
    }
}

/// The kind of an event in a device's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum DeviceEventKind {
    /// The device was registered for a customer.
    Registered,
    /// The device's registration was deleted.
    Deleted,
}

/// How the portal learned about a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum DeviceSource {
    /// The operator's catalog lists it.
    Catalog,
    /// An upload reported it.
    Reported,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::tests::assert_words;

    #[test]
    fn words_in_addresses_do_not_change() {
        assert_words::<DeviceStatus>(&["pending", "verified"]);
    }

    #[test]
    fn stored_words_do_not_change() {
        assert_words::<DeviceEventKind>(&["registered", "deleted"]);
        assert_words::<DeviceSource>(&["catalog", "reported"]);
    }
}
