use super::texts::{Texts, texts};

/// Every reason for which a row fails. Stored by its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Registered already, by the same reseller for the same customer.
    DuplicateSameCustomer,
    /// Registered already, by the same reseller for another customer.
    DuplicateOtherCustomer,
    /// Registered already, by another reseller. Never says whose.
    DuplicateOtherReseller,
    /// The IMEI's last digit does not fit the others (Luhn, 3GPP TS 23.003 annex B).
    ImeiCheckDigit,
    /// Digits only, but not as many as an identifier has.
    ImeiLength,
    /// 14 digits that are an IMEI when a zero is put in front.
    ImeiLostZero,
    /// A letter that looks like a digit.
    ImeiLetter,
    /// All digits of the IMEI are the same.
    ImeiAllEqual,
    /// The MEID's check digit does not fit (base-16 Luhn).
    MeidCheckDigit,
    /// A decimal MEID with a part beyond its range.
    MeidRange,
    /// Letters and digits, but fewer than 8 or more than 20.
    SerialLength,
    /// No identifier in the row.
    IdEmpty,
    /// Excel turned the number into scientific notation and dropped digits.
    IdExcelDigits,
    /// More than one identifier in one cell.
    IdSeveral,
    /// Nothing that an identifier can be.
    IdOther,
    /// The identifiers of the row are of different devices, as the catalog knows.
    IdDifferentDevices,
    /// The device is not in the catalog, and the rule in force asks for it.
    NotInCatalog,
    /// The device stands on an earlier line.
    Repeated,
    /// The file names the device for two customers.
    CustomerConflict,
    /// An Enterprise Edition device without a sold-to code.
    StcRequired,
    /// An alias that the reseller does not have.
    StcNotFound,
    /// A customer that does not exist, or is not this reseller's.
    CustomerUnknown,
    /// The customer removed the reseller.
    CustomerInactive,
    /// The order number breaks its rule.
    OrderNumberInvalid,
    /// The order date is no date, or out of its bounds.
    OrderDateInvalid,
    /// Too many cells, bad quotes or control characters.
    RowMalformed,
    /// Deletion: the device is not registered, or not by this reseller for this customer.
    DeviceNotFound,
    /// Given up after failures of the portal itself.
    Internal,
}

impl Reason {
    /// All reasons, in the order in which they are offered.
    pub const ALL: [Reason; 28] = [
        Reason::DuplicateSameCustomer,
        Reason::DuplicateOtherCustomer,
        Reason::DuplicateOtherReseller,
        Reason::ImeiCheckDigit,
        Reason::ImeiLength,
        Reason::ImeiLostZero,
        Reason::ImeiLetter,
        Reason::ImeiAllEqual,
        Reason::MeidCheckDigit,
        Reason::MeidRange,
        Reason::SerialLength,
        Reason::IdEmpty,
        Reason::IdExcelDigits,
        Reason::IdSeveral,
        Reason::IdOther,
        Reason::IdDifferentDevices,
        Reason::NotInCatalog,
        Reason::Repeated,
        Reason::CustomerConflict,
        Reason::StcRequired,
        Reason::StcNotFound,
        Reason::CustomerUnknown,
        Reason::CustomerInactive,
        Reason::OrderNumberInvalid,
        Reason::OrderDateInvalid,
        Reason::RowMalformed,
        Reason::DeviceNotFound,
        Reason::Internal,
    ];

    /// The word in tables and addresses; it never changes.
    pub fn word(self) -> &'static str {
        self.texts().word
    }

    /// The reason of a word, if there is one.
    pub fn from_word(word: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.word() == word)
    }

    /// The code in downloads, which scripts rely on; several reasons share one.
    pub fn code(self) -> &'static str {
        self.texts().code
    }

    /// A few words for the head of a group on a page.
    pub fn short_name(self) -> &'static str {
        self.texts().short_name
    }

    /// The official message, one or more sentences.
    pub fn message(self) -> &'static str {
        self.texts().message
    }

    /// What the reader does about it.
    pub fn what_to_do(self) -> &'static str {
        self.texts().what_to_do
    }

    fn texts(self) -> Texts {
        texts(self)
    }
}
