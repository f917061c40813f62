//! The texts for values that are no identifiers of devices: code, short name, message and what to do.

pub(super) const IMEI_UNASSIGNED: [&str; 4] = [
    "DEVICE_IMEI_INVALID",
    "Not an IMEI",
    "These 15 digits are not an IMEI. No IMEI begins this way.",
    "Compare the number with the box. If it is the IMEI, name its column IMEI.",
];

pub(super) const NUMBER_SIM: [&str; 4] = [
    "DEVICE_IMEI_INVALID",
    "SIM card number",
    "This is the number of a SIM card (ICCID), not of a device.",
    "Enter the IMEI or serial number of the device instead.",
];

pub(super) const NUMBER_SIM_LETTER: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "SIM card number with a letter",
    "This is the number of a SIM card (ICCID), not of a device.",
    "Enter the IMEI or serial number of the device instead.",
];

pub(super) const NUMBER_ESIM: [&str; 4] = [
    "DEVICE_IMEI_INVALID",
    "eSIM number",
    "This is the number of an eSIM (EID), not of a device.",
    "Enter the IMEI or serial number of the device instead.",
];

pub(super) const NUMBER_MAC: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "MAC address",
    "This is a MAC address, which can’t be uploaded.",
    "Enter the serial number of the device instead. It is on the box and in the device’s settings.",
];

pub(super) const NUMBER_ARTICLE: [&str; 4] = [
    "DEVICE_IMEI_INVALID",
    "Article number",
    "This is an article number (GTIN), which all devices of a model share.",
    "Scan the barcode next to IMEI or S/N instead of the one next to EAN or UPC.",
];

pub(super) const NUMBER_PALLET: [&str; 4] = [
    "DEVICE_IMEI_INVALID",
    "Pallet number",
    "This is the number of a pallet or carton (SSCC), not of a device.",
    "Enter the IMEIs or serial numbers of the devices in it, one on each line.",
];

pub(super) const NUMBER_TELEPHONE: [&str; 4] = [
    "DEVICE_IMEI_INVALID",
    "Telephone number",
    "This is a telephone number, not an IMEI.",
    "Dial *#06# on the device to see its IMEI.",
];

pub(super) const SERIAL_OTHER_NUMBER: [&str; 4] = [
    "DEVICE_SERIAL_INVALID",
    "Another number in the serial number column",
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
    "This serial number has a space, dash or point inside.",
    "Write the serial number as on the box, without spaces, dashes or points.",
];

pub(super) const SERIAL_IN_IMEI_COLUMN: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "Serial number in the IMEI column",
    "This looks like a serial number, but its column has IMEIs.",
    "Enter the IMEI, or move the serial number to a column named Serial number.",
];

pub(super) const SERIAL_WITH_TEXT: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "Text beside a serial number",
    "This cell has other text beside the serial number.",
    "Remove the other text, or write S/N in front of the serial number.",
];

pub(super) const ID_RANGE: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "Range of serial numbers",
    "This is a range of serial numbers.",
    "Put each serial number of the range on its own line.",
];

pub(super) const NO_IDENTIFIER: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "No identifier in the text",
    "There is no IMEI, MEID or serial number on this line.",
    "If the line isn’t a device, there is nothing to do. Otherwise, add the device’s identifier.",
];

pub(super) const FORMULA_NOT_CALCULATED: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "Formula without a result",
    "The workbook has not been calculated, so this formula has no result.",
    "Open the workbook, save it and upload it again.",
];

pub(super) const SCANNER_KEYBOARD: [&str; 4] = [
    "DEVICE_ID_INVALID",
    "Scanner uses another keyboard layout",
    "The barcode scanner typed symbols instead of digits.",
    "Set the scanner to the keyboard layout of your computer, then scan again.",
];

pub(super) const CUSTOMER_MISSING: [&str; 4] = [
    "CUSTOMER_NOT_FOUND",
    "No customer ID",
    "There is no customer ID on this line.",
    "Enter the customer or MSP ID, then upload the line again.",
];
