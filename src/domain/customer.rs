//! Customer accounts and their status for a reseller.

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

/// How an account approves a reseller who uploads to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Approval {
    /// Approved when the first device is registered.
    Automatic,
    /// Approved by the operator.
    Manual,
}

/// The status of an account for a reseller, in the order in which pages offer them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum CustomerStatus {
    /// Added but not approved yet. Uploads are accepted.
    Pending,
    /// Approved.
    Active,
    /// The customer removed the reseller. Uploads are refused.
    Inactive,
}

impl CustomerStatus {
    /// Returns the text that pages and downloads show.
    pub(crate) fn label(self) -> &'static str {
        match self {
            CustomerStatus::Pending => "Pending customer verification",
            CustomerStatus::Active => "Active",
            CustomerStatus::Inactive => "Inactive",
        }
    }
}

/// Returns a text as it is searched and sorted: in lower case and without accents.
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
    fn words_stay_as_they_are_stored() {
        assert_words::<AccountKind>(&["customer", "msp"]);
        assert_words::<Approval>(&["automatic", "manual"]);
        assert_words::<CustomerStatus>(&["pending", "active", "inactive"]);
    }
}
