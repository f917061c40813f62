//! The wording for values that don't identify a device: code, short name, message and what to do.

pub(super) const IMEI_UNASSIGNED: [&str; 4] = [
    "DEVICE_IMEI_INVALID",
    "Not an IMEI",
    "This 15-digit number is not an IMEI. No IMEI starts with its first two digits.",
    "Compare the number with the box. If it is the IMEI, change the column’s name to IMEI.",
];

pub(super) const NUMBER_SIM: [&str; 4] = [
    "DEVICE_IMEI_INVALID",
    "SIM card number",
    "This is a SIM card number (ICCID). It doesn’t identify the device.",
    "Enter the device’s IMEI or serial number instead.",
];

pub(super) const NUMBER_SIM_LETTER: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "SIM card number with a letter",
    "This is a SIM card number (ICCID). It doesn’t identify the device.",
    "Enter the device’s IMEI or serial number instead.",
];

pub(super) const NUMBER_ESIM: [&str; 4] = [
    "DEVICE_IMEI_INVALID",
    "eSIM number",
    "This is an eSIM number (EID). It doesn’t identify the device.",
    "Enter the device’s IMEI or serial number instead.",
];

pub(super) const NUMBER_MAC: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "MAC address",
    "This is a MAC address. It can’t be used to upload the device.",
    "Enter the device’s serial number instead. It is on the box and in the device’s settings.",
];

pub(super) const NUMBER_ARTICLE: [&str; 4] = [
    "DEVICE_IMEI_INVALID",
    "Article number",
    "This is an article number (GTIN). All devices of the same model share it.",
    "Scan the barcode next to IMEI or S/N instead of the one next to EAN or UPC.",
];

pub(super) const NUMBER_PALLET: [&str; 4] = [
    "DEVICE_IMEI_INVALID",
    "Pallet number",
    "This is a pallet or carton number (SSCC). It doesn’t identify a device.",
    "Enter the IMEIs or serial numbers of the devices that it contains, one on each line.",
];

pub(super) const NUMBER_TELEPHONE: [&str; 4] = [
    "DEVICE_IMEI_INVALID",
    "Telephone number",
    "This is a telephone number, not an IMEI.",
    "Enter the IMEI instead. Dial *#06# on the device to see it.",
];

pub(super) const SERIAL_OTHER_NUMBER: [&str; 4] = [
    "DEVICE_SERIAL_INVALID",
    "Other number in the serial number column",
    "This is not a serial number.",
    "Copy the serial number from the box. It is next to S/N.",
];

pub(super) const SERIAL_ONLY_DIGITS: [&str; 4] = [
    "DEVICE_SERIAL_INVALID",
    "Serial number without letters",
    "This serial number has only digits. Leading zeros or letters may have been lost.",
    "Compare the serial number with the box. To make Excel keep leading zeros, first select the column and choose Format Cells, Number, Text (in German: Zellen formatieren, Zahlen, Text).",
];

pub(super) const SERIAL_SEPARATOR: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "Space or punctuation in a serial number",
    "This serial number contains a space or punctuation.",
    "Write the serial number without spaces or punctuation.",
];

pub(super) const SERIAL_IN_IMEI_COLUMN: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "Serial number in the IMEI column",
    "This looks like a serial number, but it is in a column of IMEIs.",
    "Enter the IMEI, or move the serial number to a column named Serial number.",
];

pub(super) const SERIAL_WITH_TEXT: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "Other text next to a serial number",
    "This cell contains other text as well as the serial number.",
    "Remove the other text, or put S/N before the serial number.",
];

pub(super) const ID_RANGE: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "Range of serial numbers",
    "This is a range of serial numbers.",
    "Put each serial number in the range on its own line.",
];

pub(super) const NO_IDENTIFIER: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "No identifier on the line",
    "There is no IMEI, MEID or serial number on this line.",
    "If the line doesn’t list a device, there is nothing to do. Otherwise, add the device’s identifier.",
];

pub(super) const FORMULA_NOT_CALCULATED: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "Formula without a result",
    "This cell contains a formula without a result, because the workbook hasn’t been calculated.",
    "Open the workbook in your spreadsheet program, save it and upload it again.",
];

pub(super) const SCANNER_KEYBOARD: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "Wrong keyboard layout on the scanner",
    "The barcode scanner typed symbols instead of digits.",
    "Set the scanner to your computer’s keyboard layout, then scan again.",
];

pub(super) const CUSTOMER_MISSING: [&str; 4] = [
    "CUSTOMER_NOT_FOUND",
    "No customer ID",
    "This line has no customer ID.",
    "Enter the customer or MSP ID, then upload the line again.",
];
