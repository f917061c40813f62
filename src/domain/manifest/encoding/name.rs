use std::borrow::Cow;

use oem_cp::code_table;
use oem_cp::code_table_type::TableType;
use serde::{Deserialize, Serialize};
use strum::VariantArray;

use super::codec::Codec;

/// The character encoding of a file. If the bytes allow several encodings, earlier variants are more likely.
///
/// Some are missing because others contain them: ISO-8859-1, 9 and 11 (Windows-1252, 1254 and 874), and GBK (GB18030).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 with one or more byte order marks.
    Utf8Bom,
    /// UTF-16 with the low byte first, with or without a byte order mark.
    Utf16Le,
    /// UTF-16 with the high byte first, with or without a byte order mark.
    Utf16Be,
    Windows1252,
    Windows1250,
    Windows1251,
    Windows1254,
    Windows1253,
    Windows1257,
    Windows1255,
    Windows1256,
    Windows1258,
    Windows874,
    Gb18030,
    ShiftJis,
    EucKr,
    Big5,
    EucJp,
    Koi8R,
    Koi8U,
    MacRoman,
    MacCentralEuropean,
    MacCyrillic,
    Cp850,
    Cp858,
    Cp437,
    Cp852,
    Cp866,
    Cp855,
    Cp857,
    Cp737,
    Cp869,
    Cp775,
    Cp860,
    Cp861,
    Cp862,
    Cp863,
    Cp865,
    Iso8859_2,
    Iso8859_15,
    Iso8859_5,
    Iso8859_7,
    Iso8859_4,
    Iso8859_13,
    Iso8859_10,
    Iso8859_3,
    Iso8859_14,
    Iso8859_16,
    Iso8859_6,
    Iso8859_8,
}

impl Encoding {
    /// Returns the name that pages show.
    pub(crate) fn label(self) -> &'static str {
        self.facts().1
    }

    /// Returns the name with the languages that the encoding is for, such as "Windows-1250 (Central European)".
    pub(crate) fn description(self) -> String {
        match self.facts() {
            (_, name, "", _) => name.to_owned(),
            (_, name, languages, _) => format!("{name} ({languages})"),
        }
    }

    /// Returns the name that programs use, such as `windows-1250`.
    pub(crate) fn word(self) -> &'static str {
        self.facts().0
    }

    /// Returns the encoding with this word. Ignores case, and also accepts the labels of the WHATWG standard, such as
    /// `latin1`, `cp1250` and `gbk`. Returns `None` if the word is unknown.
    pub(crate) fn from_word(word: &str) -> Option<Encoding> {
        let word = word.trim();
        let has_word = |encoding: &Encoding| encoding.word().eq_ignore_ascii_case(word);
        Encoding::VARIANTS.iter().copied().find(has_word).or_else(|| {
            let label = encoding_rs::Encoding::for_label(word.as_bytes())?;
            Encoding::VARIANTS.iter().copied().find(|encoding| encoding.is_standard(label))
        })
    }

    /// Returns whether this encoding is, or contains, an encoding from the WHATWG standard.
    pub(super) fn is_standard(self, standard: &'static encoding_rs::Encoding) -> bool {
        match self.facts().3 {
            Codec::Standard(own) => {
                own == standard || own == encoding_rs::GB18030 && standard == encoding_rs::GBK
            }
            Codec::Dos(_) => self == Encoding::Cp866 && standard == encoding_rs::IBM866,
            Codec::MacCentralEuropean => false,
        }
    }

    /// Returns whether this encoding is from DOS or from Mac OS before 2001. Files in these encodings are rare.
    pub(super) fn is_historic(self) -> bool {
        self.is_dos()
            || matches!(self, Encoding::MacRoman | Encoding::MacCentralEuropean | Encoding::MacCyrillic)
    }

    /// Returns whether this encoding has rarely been used for files.
    pub(super) fn is_rare(self) -> bool {
        use Encoding::*;
        matches!(self, Iso8859_3 | Iso8859_4 | Iso8859_10 | Iso8859_14 | Iso8859_16)
    }

    /// Returns whether this is a DOS code page.
    pub(super) fn is_dos(self) -> bool {
        matches!(self.facts().3, Codec::Dos(_))
    }

    /// An encoding that defines every byte, for reading bytes as characters before the encoding is known.
    pub(crate) const BYTES: Encoding = Encoding::Windows1252;

    /// Returns the bytes of text that was read as [`BYTES`](Encoding::BYTES).
    pub(crate) fn bytes_of(text: &str) -> Vec<u8> {
        encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
    }

    /// Returns whether each character takes up two or four bytes.
    pub(crate) fn is_wide(self) -> bool {
        matches!(self, Encoding::Utf16Le | Encoding::Utf16Be)
    }

    /// Returns whether the encoding is UTF-8.
    pub(crate) fn is_utf8(self) -> bool {
        matches!(self, Encoding::Utf8 | Encoding::Utf8Bom)
    }

    /// Decodes bytes. Returns `None` if some are undefined, or mean a control character that ASCII lacks.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<String> {
        let text = self.decode_lossy(bytes);
        (!text.contains(is_undefined)).then(|| text.into_owned())
    }

    /// Decodes bytes, and replaces undefined ones with U+FFFD.
    pub(crate) fn decode_lossy(self, bytes: &[u8]) -> Cow<'_, str> {
        self.facts().3.decode_lossy(bytes)
    }

    /// Returns the bytes of a character. Returns `None` for a DOS code page, or if the encoding lacks the character.
    pub(super) fn encode(self, c: char) -> Option<Vec<u8>> {
        let Codec::Standard(standard) = self.facts().3 else { return None };
        let mut utf8 = [0; 4];
        let (bytes, _, is_lossy) = standard.encode(c.encode_utf8(&mut utf8));
        (!is_lossy).then(|| bytes.into_owned())
    }

    /// Returns the word for programs, the name, the languages and the codec.
    #[rustfmt::skip]
    fn facts(self) -> (&'static str, &'static str, &'static str, Codec) {
        use Codec::{Dos, MacCentralEuropean, Standard};
        use TableType::{Complete, Incomplete};
        use code_table as t;
        match self {
            Encoding::Utf8 => ("utf-8", "UTF-8", "", Standard(encoding_rs::UTF_8)),
            Encoding::Utf8Bom => ("utf-8", "UTF-8", "", Standard(encoding_rs::UTF_8)),
            Encoding::Utf16Le => ("utf-16le", "UTF-16", "", Standard(encoding_rs::UTF_16LE)),
            Encoding::Utf16Be => ("utf-16be", "UTF-16", "", Standard(encoding_rs::UTF_16BE)),
            Encoding::Windows1252 => ("windows-1252", "Windows-1252", "Western European", Standard(encoding_rs::WINDOWS_1252)),
            Encoding::Windows1250 => ("windows-1250", "Windows-1250", "Central European", Standard(encoding_rs::WINDOWS_1250)),
            Encoding::Windows1251 => ("windows-1251", "Windows-1251", "Cyrillic", Standard(encoding_rs::WINDOWS_1251)),
            Encoding::Windows1254 => ("windows-1254", "Windows-1254", "Turkish", Standard(encoding_rs::WINDOWS_1254)),
            Encoding::Windows1253 => ("windows-1253", "Windows-1253", "Greek", Standard(encoding_rs::WINDOWS_1253)),
            Encoding::Windows1257 => ("windows-1257", "Windows-1257", "Baltic", Standard(encoding_rs::WINDOWS_1257)),
            Encoding::Windows1255 => ("windows-1255", "Windows-1255", "Hebrew", Standard(encoding_rs::WINDOWS_1255)),
            Encoding::Windows1256 => ("windows-1256", "Windows-1256", "Arabic", Standard(encoding_rs::WINDOWS_1256)),
            Encoding::Windows1258 => ("windows-1258", "Windows-1258", "Vietnamese", Standard(encoding_rs::WINDOWS_1258)),
            Encoding::Windows874 => ("windows-874", "Windows-874", "Thai", Standard(encoding_rs::WINDOWS_874)),
            Encoding::Gb18030 => ("gb18030", "GB18030", "simplified Chinese", Standard(encoding_rs::GB18030)),
            Encoding::ShiftJis => ("shift_jis", "Shift-JIS", "Japanese", Standard(encoding_rs::SHIFT_JIS)),
            Encoding::EucKr => ("euc-kr", "EUC-KR", "Korean", Standard(encoding_rs::EUC_KR)),
            Encoding::Big5 => ("big5", "Big5", "traditional Chinese", Standard(encoding_rs::BIG5)),
            Encoding::EucJp => ("euc-jp", "EUC-JP", "Japanese", Standard(encoding_rs::EUC_JP)),
            Encoding::Koi8R => ("koi8-r", "KOI8-R", "Russian", Standard(encoding_rs::KOI8_R)),
            Encoding::Koi8U => ("koi8-u", "KOI8-U", "Ukrainian", Standard(encoding_rs::KOI8_U)),
            Encoding::MacRoman => ("macintosh", "Mac Roman", "Western European", Standard(encoding_rs::MACINTOSH)),
            Encoding::MacCentralEuropean => ("x-mac-ce", "Mac Central European", "Central European", MacCentralEuropean),
            Encoding::MacCyrillic => ("x-mac-cyrillic", "Mac Cyrillic", "Cyrillic", Standard(encoding_rs::X_MAC_CYRILLIC)),
            Encoding::Cp850 => ("cp850", "DOS 850", "Western European", Dos(Complete(&t::DECODING_TABLE_CP850))),
            Encoding::Cp858 => ("cp858", "DOS 858", "Western European with euro sign", Dos(Complete(&t::DECODING_TABLE_CP858))),
            Encoding::Cp437 => ("cp437", "DOS 437", "US English", Dos(Complete(&t::DECODING_TABLE_CP437))),
            Encoding::Cp852 => ("cp852", "DOS 852", "Central European", Dos(Complete(&t::DECODING_TABLE_CP852))),
            Encoding::Cp866 => ("cp866", "DOS 866", "Cyrillic", Dos(Complete(&t::DECODING_TABLE_CP866))),
            Encoding::Cp855 => ("cp855", "DOS 855", "Cyrillic", Dos(Complete(&t::DECODING_TABLE_CP855))),
            Encoding::Cp857 => ("cp857", "DOS 857", "Turkish", Dos(Incomplete(&t::DECODING_TABLE_CP857))),
            Encoding::Cp737 => ("cp737", "DOS 737", "Greek", Dos(Complete(&t::DECODING_TABLE_CP737))),
            Encoding::Cp869 => ("cp869", "DOS 869", "Greek", Dos(Complete(&t::DECODING_TABLE_CP869))),
            Encoding::Cp775 => ("cp775", "DOS 775", "Baltic", Dos(Complete(&t::DECODING_TABLE_CP775))),
            Encoding::Cp860 => ("cp860", "DOS 860", "Portuguese", Dos(Complete(&t::DECODING_TABLE_CP860))),
            Encoding::Cp861 => ("cp861", "DOS 861", "Icelandic", Dos(Complete(&t::DECODING_TABLE_CP861))),
            Encoding::Cp862 => ("cp862", "DOS 862", "Hebrew", Dos(Complete(&t::DECODING_TABLE_CP862))),
            Encoding::Cp863 => ("cp863", "DOS 863", "Canadian French", Dos(Complete(&t::DECODING_TABLE_CP863))),
            Encoding::Cp865 => ("cp865", "DOS 865", "Nordic", Dos(Complete(&t::DECODING_TABLE_CP865))),
            Encoding::Iso8859_2 => ("iso-8859-2", "ISO-8859-2", "Central European", Standard(encoding_rs::ISO_8859_2)),
            Encoding::Iso8859_15 => ("iso-8859-15", "ISO-8859-15", "Western European with euro sign", Standard(encoding_rs::ISO_8859_15)),
            Encoding::Iso8859_5 => ("iso-8859-5", "ISO-8859-5", "Cyrillic", Standard(encoding_rs::ISO_8859_5)),
            Encoding::Iso8859_7 => ("iso-8859-7", "ISO-8859-7", "Greek", Standard(encoding_rs::ISO_8859_7)),
            Encoding::Iso8859_4 => ("iso-8859-4", "ISO-8859-4", "Baltic", Standard(encoding_rs::ISO_8859_4)),
            Encoding::Iso8859_13 => ("iso-8859-13", "ISO-8859-13", "Baltic", Standard(encoding_rs::ISO_8859_13)),
            Encoding::Iso8859_10 => ("iso-8859-10", "ISO-8859-10", "Nordic", Standard(encoding_rs::ISO_8859_10)),
            Encoding::Iso8859_3 => ("iso-8859-3", "ISO-8859-3", "South European", Standard(encoding_rs::ISO_8859_3)),
            Encoding::Iso8859_14 => ("iso-8859-14", "ISO-8859-14", "Celtic", Standard(encoding_rs::ISO_8859_14)),
            Encoding::Iso8859_16 => ("iso-8859-16", "ISO-8859-16", "South-Eastern European", Standard(encoding_rs::ISO_8859_16)),
            Encoding::Iso8859_6 => ("iso-8859-6", "ISO-8859-6", "Arabic", Standard(encoding_rs::ISO_8859_6)),
            Encoding::Iso8859_8 => ("iso-8859-8", "ISO-8859-8", "Hebrew", Standard(encoding_rs::ISO_8859_8)),
        }
    }
}

/// Returns whether a decoded character stands for an undefined byte, or for a control character that ASCII lacks.
pub(super) fn is_undefined(c: char) -> bool {
    matches!(c, char::REPLACEMENT_CHARACTER | '\u{80}'..='\u{9F}')
}
