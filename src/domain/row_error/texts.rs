use super::other_texts as other;
use super::reason::Reason;

/// The wording for a reason.
struct Texts {
    code: &'static str,
    short_name: &'static str,
    message: &'static str,
    what_to_do: &'static str,
}

impl Reason {
    /// Returns the code used in downloads, which scripts rely on. Several reasons can share a code.
    pub(crate) fn code(self) -> &'static str {
        self.texts().code
    }

    /// Returns a short name for group headings on pages.
    pub(crate) fn short_name(self) -> &'static str {
        self.texts().short_name
    }

    /// Returns the official message, which is one or more sentences.
    pub fn message(self) -> &'static str {
        self.texts().message
    }

    /// Returns what the user can do about the problem.
    pub fn what_to_do(self) -> &'static str {
        self.texts().what_to_do
    }

    fn texts(self) -> Texts {
        texts(self)
    }
}

fn texts(reason: Reason) -> Texts {
    let [code, short_name, message, what_to_do] = match reason {
        Reason::DuplicateSameCustomer => [
            "DEVICE_DUPLICATE",
            "Already uploaded to this customer",
            "The same device(s) has/have been uploaded by the same reseller to the same customer.",
            "There is nothing to do. If a device is missing from a service, ask the customer to register it there again.",
        ],
        Reason::DuplicateOtherCustomer => [
            "DEVICE_DUPLICATE",
            "Already uploaded to a different customer",
            "The same device(s) has/have been uploaded by the same reseller to a different customer.",
            "Delete the device from the other customer, then upload it again. Deleting it also erases its configuration.",
        ],
        Reason::DuplicateOtherReseller => [
            "DEVICE_DUPLICATE",
            "Registered in another inventory",
            "The device(s) is/are already registered in another inventory.",
            "Check the identifier on the device. If it’s right, contact support with the upload ID.",
        ],
        Reason::ImeiCheckDigit => [
            "DEVICE_IMEI_INVALID",
            "Wrong check digit",
            "This IMEI has a typing error: a digit is wrong or two are swapped.",
            "Compare the IMEI with the box, or dial *#06# on the device.",
        ],
        Reason::ImeiLength => [
            "DEVICE_IMEI_INVALID",
            "Wrong number of digits",
            "An IMEI has 15 digits.",
            "Copy the whole IMEI from the box, or dial *#06# on the device.",
        ],
        Reason::ImeiLostZero => [
            "DEVICE_IMEI_INVALID",
            "Leading zero may be lost",
            "This number has 14 digits. A leading zero may have been lost.",
            "Put the 0 back at the beginning. To make Excel keep it, first select the column and choose Format Cells, Number, Text (in German: Zellen formatieren, Zahlen, Text).",
        ],
        Reason::ImeiLetter => [
            "DEVICE_IMEI_INVALID",
            "Letter instead of a digit",
            "This IMEI has a letter where a digit belongs.",
            "Replace the letter with the digit it looks like: O is 0, I and L are 1, S is 5, B is 8.",
        ],
        Reason::ImeiAllEqual => [
            "DEVICE_IMEI_INVALID",
            "All digits are the same",
            "All digits of this IMEI are the same.",
            "Enter the device’s real IMEI, or delete the line.",
        ],
        Reason::MeidCheckDigit => [
            "DEVICE_MEID_INVALID",
            "Wrong MEID check digit",
            "This MEID has a typing error: a character is wrong or two are swapped.",
            "Compare the MEID with the box.",
        ],
        Reason::MeidRange => [
            "DEVICE_MEID_INVALID",
            "Not a decimal MEID",
            "These 18 digits are not a decimal MEID.",
            "Compare the number with the box, or use the IMEI instead.",
        ],
        Reason::SerialLength => [
            "DEVICE_SERIAL_INVALID",
            "Wrong serial number length",
            "A serial number has 8 to 20 letters and digits, or 5 to 20 in a column of serial numbers.",
            "Copy the whole serial number from the box, without other text in the cell.",
        ],
        Reason::IdEmpty => [
            "DEVICE_ID_INVALID",
            "No identifier",
            "This line has no IMEI, MEID or serial number.",
            "Enter one of these, or delete the line.",
        ],
        Reason::IdExcelDigits => [
            "DEVICE_ID_INVALID",
            "Excel removed digits",
            "Excel removed digits from this number, and they can’t be restored.",
            "Copy the numbers again from where they came from. In Excel, first select the column and choose Format Cells, Number, Text (in German: Zellen formatieren, Zahlen, Text), then paste and save.",
        ],
        Reason::IdSeveral => [
            "DEVICE_ID_INVALID",
            "Several identifiers in one cell",
            "This cell contains more than one identifier.",
            "Put each device on its own line. For a device with two IMEIs, one of them is enough.",
        ],
        Reason::IdOther => [
            "DEVICE_ID_INVALID",
            "Not an identifier",
            "This is not an IMEI, MEID or serial number.",
            "Make sure the cell contains only the identifier, such as an IMEI of 15 digits or a serial number of 8 to 20 letters and digits.",
        ],
        Reason::IdDifferentDevices => [
            "DEVICE_ID_INVALID",
            "Identifiers from different devices",
            "The identifiers on this line belong to different devices.",
            "Compare the line with the box. All identifiers on a line must belong to the same device.",
        ],
        Reason::NotInCatalog => [
            "DEVICE_INVALID",
            "Not in the device catalog",
            "This device is not in the device catalog.",
            "Compare the identifier with the box. If it’s right, ask support to add the device.",
        ],
        Reason::Repeated => [
            "DEVICE_REPEATED",
            "Repeated in the file",
            "Same device as an earlier line.",
            "If the line is a copy, there is nothing to do. Otherwise, correct the identifier.",
        ],
        Reason::CustomerConflict => [
            "DEVICE_CUSTOMER_CONFLICT",
            "Listed for several customers",
            "The file lists this device for more than one customer.",
            "Keep only the line for the customer that owns the device, then upload it again.",
        ],
        Reason::StcRequired => [
            "STC_REQUIRED",
            "Sold-to code missing",
            "An Enterprise Edition device needs a sold-to code.",
            "Upload the line again and select the alias of a sold-to code (STC).",
        ],
        Reason::StcNotFound => [
            "STC_NOT_FOUND",
            "Unknown sold-to code alias",
            "You have no sold-to code with this alias.",
            "Use an alias from Settings, Sold-to codes, or add the sold-to code there first.",
        ],
        Reason::CustomerUnknown => [
            "CUSTOMER_NOT_FOUND",
            "Customer not found",
            "You have no customer with this customer or MSP ID.",
            "Check the ID, or add the customer on the Customers page, then upload the line again.",
        ],
        Reason::CustomerInactive => [
            "CUSTOMER_INACTIVE",
            "Customer is inactive",
            "This customer has removed you as its reseller.",
            "Ask the customer to add you again, then upload the line again.",
        ],
        Reason::OrderNumberInvalid => [
            "ORDER_NUMBER_INVALID",
            "Order number not accepted",
            "An order number has 1 to 50 printable characters.",
            "Retype the order number without invisible characters, or shorten it.",
        ],
        Reason::OrderDateInvalid => [
            "ORDER_DATE_INVALID",
            "Order date not accepted",
            "The order date must be a date from 1 January 2000 to today.",
            "Write the date as YYYY-MM-DD, such as 2025-11-19, or upload the list as an .xlsx file.",
        ],
        Reason::RowMalformed => [
            "ROW_MALFORMED",
            "Line can’t be read",
            "We couldn’t read this line. It has too many columns, stray quotation marks or a very long cell.",
            "Open the file in a text editor and make this line look like the ones around it.",
        ],
        Reason::DeviceNotFound => [
            "RESELLER_CUSTOMER_DEVICE_NOT_FOUND",
            "Not uploaded to this customer",
            "You haven’t uploaded this device to this customer.",
            "Check the identifier and the customer. If the device was already deleted, there is nothing to do.",
        ],
        Reason::Internal => [
            "INTERNAL_ERROR",
            "Not processed",
            "Not processed; upload these rows again.",
            "Upload these lines again. If it happens again, give support the reference.",
        ],
        Reason::ImeiUnassigned => other::IMEI_UNASSIGNED,
        Reason::NumberSim => other::NUMBER_SIM,
        Reason::NumberSimLetter => other::NUMBER_SIM_LETTER,
        Reason::NumberEsim => other::NUMBER_ESIM,
        Reason::NumberMac => other::NUMBER_MAC,
        Reason::NumberArticle => other::NUMBER_ARTICLE,
        Reason::NumberPallet => other::NUMBER_PALLET,
        Reason::NumberTelephone => other::NUMBER_TELEPHONE,
        Reason::SerialOtherNumber => other::SERIAL_OTHER_NUMBER,
        Reason::SerialOnlyDigits => other::SERIAL_ONLY_DIGITS,
        Reason::SerialSeparator => other::SERIAL_SEPARATOR,
        Reason::SerialInImeiColumn => other::SERIAL_IN_IMEI_COLUMN,
        Reason::SerialWithText => other::SERIAL_WITH_TEXT,
        Reason::IdRange => other::ID_RANGE,
        Reason::NoIdentifier => other::NO_IDENTIFIER,
        Reason::FormulaNotCalculated => other::FORMULA_NOT_CALCULATED,
        Reason::ScannerKeyboard => other::SCANNER_KEYBOARD,
        Reason::CustomerMissing => other::CUSTOMER_MISSING,
        Reason::IdElsewhere => [
            "DEVICE_ID_INVALID",
            "Identifier in another column",
            "This line’s identifier is not in the column that we read identifiers from.",
            "Move the identifier to that column, or upload the file again and choose other columns.",
        ],
    };
    Texts { code, short_name, message, what_to_do }
}
