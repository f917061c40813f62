//! Customer accounts, and their status with a reseller.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// The kind of company behind an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum AccountKind {
    /// A company that owns devices.
    Customer,
    /// A managed service provider. Its MSP ID is accepted wherever a customer ID is.
    Msp,
}

/// How a reseller is approved for an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Approval {
    /// Approved when the first device is registered.
    Automatic,
    /// Approved by the operator.
    Manual,
}

/// The status of a customer account with a reseller. Pages list the values in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum CustomerStatus {
    /// Added but not approved yet. Uploads are accepted.
    Pending,
    /// Approved.
    Active,
    /// The customer removed the reseller. Uploads are rejected.
    Inactive,
}

impl CustomerStatus {
    /// Returns the text shown on pages and in downloads.
    pub(crate) fn label(self) -> &'static str {
        match self {
            CustomerStatus::Pending => "Pending customer verification",
            CustomerStatus::Active => "Active",
            CustomerStatus::Inactive => "Inactive",
        }
    }
}

/// Returns text in the form used for searching and sorting: in lower case and without accents.
///
/// The caller removes spaces and hyphens from IDs.
pub(crate) fn fold(text: &str) -> String {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'ł' => 'l',
            'ø' => 'o',
            'đ' => 'd',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::tests::assert_words;

    #[test]
    fn stored_words_do_not_change() {
        assert_words::<AccountKind>(&["customer", "msp"]);
        assert_words::<Approval>(&["automatic", "manual"]);
        assert_words::<CustomerStatus>(&["pending", "active", "inactive"]);
    }
}
