//! Customer accounts, and what they are to a reseller.

/// What kind of company an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKind {
    /// A company that owns devices.
    Customer,
    /// A managed service provider: its MSP ID is taken wherever a customer ID is.
    Msp,
}

/// How an account approves a reseller who uploads to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// By itself, when the first device is registered.
    Automatic,
    /// By the operator.
    Manual,
}

/// What an account is to a reseller. Stored by its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomerStatus {
    /// Added, nothing approved yet; uploads are accepted.
    Pending,
    /// Approved.
    Active,
    /// The customer removed the reseller: uploads are refused.
    Inactive,
}

impl AccountKind {
    /// The word in tables.
    pub fn word(self) -> &'static str {
        match self {
            AccountKind::Customer => "customer",
            AccountKind::Msp => "msp",
        }
    }

    /// The kind of a word, if there is one.
    pub fn from_word(word: &str) -> Option<AccountKind> {
        [AccountKind::Customer, AccountKind::Msp].into_iter().find(|kind| kind.word() == word)
    }
}

impl Approval {
    /// The word in tables and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Approval::Automatic => "automatic",
            Approval::Manual => "manual",
        }
    }

    /// The approval of a word, if there is one.
    pub fn from_word(word: &str) -> Option<Approval> {
        [Approval::Automatic, Approval::Manual].into_iter().find(|kind| kind.word() == word)
    }
}

impl CustomerStatus {
    /// All statuses, in the order in which they are offered.
    pub const ALL: [CustomerStatus; 3] =
        [CustomerStatus::Pending, CustomerStatus::Active, CustomerStatus::Inactive];

    /// The word in tables, addresses and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            CustomerStatus::Pending => "pending",
            CustomerStatus::Active => "active",
            CustomerStatus::Inactive => "inactive",
        }
    }

    /// The status of a word, if there is one.
    pub fn from_word(word: &str) -> Option<CustomerStatus> {
        CustomerStatus::ALL.into_iter().find(|status| status.word() == word)
    }

    /// The words that pages and downloads show.
    pub fn label(self) -> &'static str {
        match self {
            CustomerStatus::Pending => "Pending customer verification",
            CustomerStatus::Active => "Active",
            CustomerStatus::Inactive => "Inactive",
        }
    }
}

/// An identifier of ten digits: reseller ID, customer ID or MSP ID. Kept as text, never as a number.
pub fn is_public_id(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What is looked for and sorted by: lower case without accents, blanks and dashes kept out of IDs by the caller.
pub fn fold(text: &str) -> String {
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
