use strum::{EnumString, IntoStaticStr, VariantArray};

/// The reason why a row failed, stored as a word that never changes. Pages list the reasons in this order.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Reason {
    /// Already registered by the same reseller for the same customer.
    DuplicateSameCustomer,
    /// Already registered by the same reseller for another customer.
    DuplicateOtherCustomer,
    /// Already registered by another reseller, whose name is never shown.
    DuplicateOtherReseller,
    /// The check digit of the IMEI doesn't match (Luhn, 3GPP TS 23.003 annex B).
    ImeiCheckDigit,
    /// A number with too few or too many digits.
    ImeiLength,
    /// 14 digits that would be a valid IMEI with a leading zero.
    ImeiLostZero,
    /// A letter instead of the digit that it looks like.
    ImeiLetter,
    /// All digits of the IMEI are the same.
    ImeiAllEqual,
    /// The check digit of the MEID doesn't match (base-16 Luhn).
    MeidCheckDigit,
    /// A decimal MEID with a part that is out of range.
    MeidRange,
    /// Letters and digits, but too few or too many of them.
    SerialLength,
    /// No identifier in the row.
    IdEmpty,
    /// A spreadsheet turned the number into scientific notation and dropped digits.
    IdExcelDigits,
    /// More than one identifier in one cell.
    IdSeveral,
    /// Not an identifier of any kind.
    IdOther,
    /// According to the catalog, the row's identifiers belong to different devices.
    IdDifferentDevices,
    /// The device isn't in the catalog, and the upload requires that it is.
    NotInCatalog,
    /// The device is already listed on an earlier line.
    Repeated,
    /// The file lists the device for more than one customer.
    CustomerConflict,
    /// An Enterprise Edition device without a sold-to code.
    StcRequired,
    /// The reseller has no sold-to code with this alias.
    StcNotFound,
    /// The customer doesn't exist or isn't this reseller's.
    CustomerUnknown,
    /// The customer removed the reseller.
    CustomerInactive,
    /// The order number contains an invalid character or is too long.
    OrderNumberInvalid,
    /// The order date isn't a calendar date or is out of bounds.
    OrderDateInvalid,
    /// Too many cells, bad quotes or control characters.
    RowMalformed,
    /// For a deletion: the device isn't registered, or not by this reseller for this customer.
    DeviceNotFound,
    /// The portal gave up on the row after internal failures.
    Internal,
    /// 15 digits with a valid check digit, but no IMEI begins with the first two.
    ImeiUnassigned,
    /// The number of a SIM card (ICCID) that consists of digits.
    NumberSim,
    /// The number of a SIM card (ICCID) with a letter.
    NumberSimLetter,
    /// The number of an eSIM (EID).
    NumberEsim,
    /// The MAC address of a network adapter.
    NumberMac,
    /// An article number (GTIN).
    NumberArticle,
    /// The number of a pallet or carton (SSCC).
    NumberPallet,
    /// A telephone number.
    NumberTelephone,
    /// A number of another kind in a column of serial numbers.
    SerialOtherNumber,
    /// Only digits, in a column whose serial numbers have letters.
    SerialOnlyDigits,
    /// A serial number that contains spaces or punctuation.
    SerialSeparator,
    /// A serial number in a column of IMEIs.
    SerialInImeiColumn,
    /// A serial number among other text, without a label before it.
    SerialWithText,
    /// A range of serial numbers in one cell.
    IdRange,
    /// Text without an identifier.
    NoIdentifier,
    /// A formula whose result the workbook doesn't contain.
    FormulaNotCalculated,
    /// Symbols from a barcode scanner whose keyboard layout differs from the computer's.
    ScannerKeyboard,
    /// The row of a list for many customers has no customer ID.
    CustomerMissing,
    /// The row's only identifier is in a column that the list doesn't use.
    IdElsewhere,
}

impl Reason {
    /// The reasons of rows whose device is registered already. Editing the row doesn't help unless it names the wrong
    /// device.
    pub(crate) const REGISTERED: [Reason; 3] =
        [Reason::DuplicateSameCustomer, Reason::DuplicateOtherCustomer, Reason::DuplicateOtherReseller];

    /// Returns whether the device of such a row is registered already.
    pub(crate) fn is_registered(self) -> bool {
        Reason::REGISTERED.contains(&self)
    }

    /// Returns whether the row might not have failed if the file had been read in another way.
    pub(crate) fn depends_on_reading(self) -> bool {
        !matches!(
            self,
            Reason::DuplicateSameCustomer
                | Reason::DuplicateOtherCustomer
                | Reason::DuplicateOtherReseller
                | Reason::NotInCatalog
                | Reason::StcRequired
                | Reason::CustomerInactive
                | Reason::DeviceNotFound
                | Reason::Internal
        )
    }
}
