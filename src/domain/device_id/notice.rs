/// What was changed on an identifier so that it could be read. Counted on the upload by kind; stored by its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Notice {
    /// 14 digits: the check digit was computed.
    CheckDigitAdded,
    /// 16 digits (IMEISV): the software version was dropped and the check digit computed.
    SoftwareVersionDropped,
    /// Scientific notation that still had all 15 digits.
    ScientificRepaired,
    /// `.0` or `,00` after the number.
    DecimalsDropped,
    /// A spreadsheet formula around the number: `="350000123456788"`.
    FormulaUnwrapped,
}

impl Notice {
    /// All notices, in the order in which they are listed.
    pub const ALL: [Notice; 5] = [
        Notice::CheckDigitAdded,
        Notice::SoftwareVersionDropped,
        Notice::ScientificRepaired,
        Notice::DecimalsDropped,
        Notice::FormulaUnwrapped,
    ];

    /// The word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Notice::CheckDigitAdded => "check_digit_added",
            Notice::SoftwareVersionDropped => "software_version_dropped",
            Notice::ScientificRepaired => "scientific_repaired",
            Notice::DecimalsDropped => "decimals_dropped",
            Notice::FormulaUnwrapped => "formula_unwrapped",
        }
    }

    /// The notice of a word, if there is one.
    pub fn from_word(word: &str) -> Option<Notice> {
        Notice::ALL.into_iter().find(|notice| notice.word() == word)
    }

    /// The words that pages show.
    pub fn label(self) -> &'static str {
        match self {
            Notice::CheckDigitAdded => "check digit added",
            Notice::SoftwareVersionDropped => "software version dropped",
            Notice::ScientificRepaired => "scientific notation repaired",
            Notice::DecimalsDropped => "decimals dropped",
            Notice::FormulaUnwrapped => "formula unwrapped",
        }
    }
}
