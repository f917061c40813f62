use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// A lossless change made when an identifier was read. Pages list the repairs in this order, and uploads count them
/// by kind.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumString,
    IntoStaticStr,
    VariantArray,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Repair {
    /// The check digit was added to 14 digits.
    CheckDigitAdded,
    /// The software version of an IMEISV (16 digits) was replaced with the check digit.
    SoftwareVersionDropped,
    /// Scientific notation with all 15 digits was written out.
    ScientificRepaired,
    /// `.0` or `,00` after the number was removed.
    DecimalsDropped,
    /// The number was extracted from a spreadsheet formula such as `="350000123456788"`.
    FormulaUnwrapped,
    /// The identifier was found among other text.
    TakenFromText,
    /// Control characters, such as those that a barcode scanner adds, were removed.
    ControlCharactersRemoved,
}

impl Repair {
    /// Returns the text that pages show.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Repair::CheckDigitAdded => "check digit added",
            Repair::SoftwareVersionDropped => "16-digit IMEI shortened to 15",
            Repair::ScientificRepaired => "scientific notation written out",
            Repair::DecimalsDropped => "“.0” removed",
            Repair::FormulaUnwrapped => "Excel formula removed",
            Repair::TakenFromText => "identifier extracted from other text",
            Repair::ControlCharactersRemoved => "invisible control characters removed",
        }
    }
}
