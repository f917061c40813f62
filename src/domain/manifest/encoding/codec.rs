use std::borrow::Cow;

use oem_cp::code_table_type::TableType;

/// The upper half of Mac OS Central European, which the libraries don't support.
const MAC_CENTRAL_EUROPEAN: &str = concat!(
    "ÄĀāÉĄÖÜáąČäčĆćéŹźĎíďĒēĖóėôöõúĚěü",
    "†°Ę£§•¶ß®©™ę¨≠ģĮįĪ≤≥īĶ∂∑łĻļĽľĹĺŅ",
    "ņŃ¬√ńŇ∆«»…\u{A0}ňŐÕőŌ–—“”‘’÷◊ōŔŕŘ‹›řŖŗŠ",
    "‚„šŚśÁŤťÍŽžŪÓÔūŮÚůŰűŲųÝýķŻŁżĢˇ",
);

/// The decoder for an encoding. ASCII is the same in all encodings except UTF-16.
#[derive(Clone, Debug)]
pub(super) enum Codec {
    /// An encoding from the WHATWG standard.
    Standard(&'static encoding_rs::Encoding),
    /// A DOS code page.
    Dos(TableType),
    MacCentralEuropean,
}

impl Codec {
    /// Decodes bytes, and replaces undefined ones with U+FFFD.
    pub(super) fn decode_lossy<'a>(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        match self {
            Codec::Standard(encoding) => encoding.decode_without_bom_handling(bytes).0,
            Codec::Dos(table) => Cow::Owned(table.decode_string_lossy(bytes)),
            Codec::MacCentralEuropean => Cow::Owned(bytes.iter().map(mac_central_european).collect()),
        }
    }
}

fn mac_central_european(byte: &u8) -> char {
    match byte.checked_sub(0x80) {
        None => char::from(*byte),
        Some(index) => MAC_CENTRAL_EUROPEAN.chars().nth(index.into()).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}
