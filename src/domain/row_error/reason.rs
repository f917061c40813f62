use strum::{EnumString, IntoStaticStr, VariantArray};

/// The closed list of reasons why a row fails, in the order in which pages offer them. Stored by its word, which never
/// changes.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Reason {
    /// Already registered by the same reseller for the same customer.
    DuplicateSameCustomer,
    /// Already registered by the same reseller for another customer.
    DuplicateOtherCustomer,
    /// Already registered by another reseller, which is never named.
    DuplicateOtherReseller,
    /// The check digit of the IMEI doesn't match (Luhn, 3GPP TS 23.003 annex B).
    ImeiCheckDigit,
    /// Only digits, but not the number of digits of an identifier.
    ImeiLength,
    /// 14 digits that are an IMEI with a zero in front.
    ImeiLostZero,
    /// A letter that looks like a digit.
    ImeiLetter,
    /// All digits of the IMEI are the same.
    ImeiAllEqual,
    /// The check digit of the MEID doesn't match (base-16 Luhn).
    MeidCheckDigit,
    /// A decimal MEID with a part out of its range.
    MeidRange,
    /// Letters and digits, but fewer than 8 or more than 20.
    SerialLength,
    /// No identifier in the row.
    IdEmpty,
    /// A spreadsheet turned the number into scientific notation and dropped digits.
    IdExcelDigits,
    /// More than one identifier in one cell.
    IdSeveral,
    /// No kind of identifier.
    IdOther,
    /// The identifiers of the row belong to different devices according to the catalog.
    IdDifferentDevices,
    /// The device is not in the catalog, and the upload requires it.
    NotInCatalog,
    /// The device is on an earlier line.
    Repeated,
    /// The file names the device for two customers.
    CustomerConflict,
    /// An Enterprise Edition device without a sold-to code.
    StcRequired,
    /// The reseller has no sold-to code with this alias.
    StcNotFound,
    /// The customer doesn't exist or isn't this reseller's.
    CustomerUnknown,
    /// The customer removed the reseller.
    CustomerInactive,
    /// The order number has other characters or is too long.
    OrderNumberInvalid,
    /// The order date is not a date or is out of its bounds.
    OrderDateInvalid,
    /// Too many cells, bad quotes or control characters.
    RowMalformed,
    /// Deletion: the device is not registered, or not by this reseller for this customer.
    DeviceNotFound,
    /// The portal gave up after internal failures.
    Internal,
}
