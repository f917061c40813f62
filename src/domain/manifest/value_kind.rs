use strum::{EnumString, IntoStaticStr, VariantArray};

use super::single::IdentifiedRow;
use crate::domain::device_id::{IdentifierKind, Repair};
use crate::domain::quantity::{counted, number};

/// A kind of identifier or repair, by which pages count and filter the devices of a list. Pages show the kinds in this
/// order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum ValueKind {
    Imei,
    /// A second IMEI of the same device.
    Imei2,
    Meid,
    Serial,
    CheckDigitAdded,
    SoftwareVersionDropped,
    ScientificRepaired,
    DecimalsDropped,
    FormulaUnwrapped,
    TakenFromText,
    ControlCharactersRemoved,
}

impl ValueKind {
    /// Returns the kind of a repair.
    pub(crate) fn of_repair(repair: Repair) -> ValueKind {
        match repair {
            Repair::CheckDigitAdded => ValueKind::CheckDigitAdded,
            Repair::SoftwareVersionDropped => ValueKind::SoftwareVersionDropped,
            Repair::ScientificRepaired => ValueKind::ScientificRepaired,
            Repair::DecimalsDropped => ValueKind::DecimalsDropped,
            Repair::FormulaUnwrapped => ValueKind::FormulaUnwrapped,
            Repair::TakenFromText => ValueKind::TakenFromText,
            Repair::ControlCharactersRemoved => ValueKind::ControlCharactersRemoved,
        }
    }

    /// Returns the name that pages show on a filter.
    pub(crate) fn label(self) -> &'static str {
        match self {
            ValueKind::Imei => "IMEI",
            ValueKind::Imei2 => "IMEI 2",
            ValueKind::Meid => "MEID",
            ValueKind::Serial => "Serial number",
            ValueKind::CheckDigitAdded => "Check digit added",
            ValueKind::SoftwareVersionDropped => "Shortened",
            ValueKind::ScientificRepaired => "Written out",
            ValueKind::DecimalsDropped => "“.0” removed",
            ValueKind::FormulaUnwrapped => "Formula removed",
            ValueKind::TakenFromText => "Taken from text",
            ValueKind::ControlCharactersRemoved => "Invisible characters removed",
        }
    }

    /// Returns the number of devices in words: "480 IMEIs" or "3 shortened".
    pub(crate) fn counted(self, devices: i64) -> String {
        match self {
            ValueKind::Imei => counted(devices, "IMEI", "IMEIs"),
            ValueKind::Imei2 => counted(devices, "second IMEI", "second IMEIs"),
            ValueKind::Meid => counted(devices, "MEID", "MEIDs"),
            ValueKind::Serial => counted(devices, "serial number", "serial numbers"),
            ValueKind::CheckDigitAdded => format!("{} with check digit added", number(devices)),
            ValueKind::SoftwareVersionDropped => format!("{} shortened", number(devices)),
            ValueKind::ScientificRepaired => format!("{} written out", number(devices)),
            ValueKind::DecimalsDropped => format!("{} with “.0” removed", number(devices)),
            ValueKind::FormulaUnwrapped => format!("{} taken from formulas", number(devices)),
            ValueKind::TakenFromText => format!("{} taken from text", number(devices)),
            ValueKind::ControlCharactersRemoved => {
                format!("{} with invisible characters removed", number(devices))
            }
        }
    }

    fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// The kinds that occur in a row or in several rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ValueKinds(u16);

impl ValueKinds {
    /// Returns the kinds of a row's identifiers and of its repair.
    pub(crate) fn of(row: &IdentifiedRow) -> ValueKinds {
        let mut kinds = ValueKinds::default();
        for id in std::iter::once(&row.id).chain(&row.others) {
            kinds.add(match id.kind() {
                IdentifierKind::Imei if kinds.has(ValueKind::Imei) => ValueKind::Imei2,
                IdentifierKind::Imei => ValueKind::Imei,
                IdentifierKind::Meid => ValueKind::Meid,
                IdentifierKind::Serial => ValueKind::Serial,
            });
        }
        if let Some(repair) = row.repair {
            kinds.add(ValueKind::of_repair(repair));
        }
        kinds
    }

    /// Returns whether a kind occurs.
    pub(crate) fn has(self, kind: ValueKind) -> bool {
        self.0 & kind.bit() != 0
    }

    /// Returns the kinds that occur.
    pub(crate) fn iter(self) -> impl Iterator<Item = ValueKind> {
        ValueKind::VARIANTS.iter().copied().filter(move |kind| self.has(*kind))
    }

    /// Returns the kinds that occur in either.
    pub(crate) fn or(self, other: ValueKinds) -> ValueKinds {
        ValueKinds(self.0 | other.0)
    }

    /// Returns the kinds as a bit set.
    pub(crate) fn bits(self) -> u16 {
        self.0
    }

    /// Returns the kinds in a bit set.
    pub(crate) fn from_bits(bits: u16) -> ValueKinds {
        ValueKinds(bits)
    }

    fn add(&mut self, kind: ValueKind) {
        self.0 |= kind.bit();
    }
}

/// Returns the counts in words: "480 IMEIs, 12 serial numbers, 3 shortened". Kinds without devices are left out.
pub(crate) fn tally(counts: &[(ValueKind, i64)]) -> String {
    let parts = counts.iter().filter(|(_, devices)| *devices > 0);
    parts.map(|(kind, devices)| kind.counted(*devices)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::tests::assert_words;

    #[test]
    fn stored_words_do_not_change() {
        assert_words::<ValueKind>(&[
            "imei",
            "imei2",
            "meid",
            "serial",
            "check_digit_added",
            "software_version_dropped",
            "scientific_repaired",
            "decimals_dropped",
            "formula_unwrapped",
            "taken_from_text",
            "control_characters_removed",
        ]);
    }

    #[test]
    fn a_tally_names_the_kinds_that_occur() {
        let counts = [(ValueKind::Imei, 480), (ValueKind::Meid, 0), (ValueKind::Serial, 1)];
        assert_eq!(tally(&counts), "480 IMEIs, 1 serial number");
        assert_eq!(tally(&[]), "");
    }

    #[test]
    fn kinds_are_stored_as_bits() {
        let mut kinds = ValueKinds::default();
        kinds.add(ValueKind::Imei);
        kinds.add(ValueKind::ControlCharactersRemoved);
        assert_eq!(kinds.bits(), 0b100_0000_0001);
        assert_eq!(ValueKinds::from_bits(kinds.bits()), kinds);
        let found: Vec<ValueKind> = kinds.iter().collect();
        assert_eq!(found, [ValueKind::Imei, ValueKind::ControlCharactersRemoved]);
    }
}
