//! Examples of the rules for identifiers, each with a line that fails and the correct line.

use crate::domain::row_error::Reason;

/// An example of a rule.
pub(crate) struct Example {
    /// The short name of the reason, as the errors page shows it.
    pub(crate) name: &'static str,
    /// How to fix the line.
    pub(crate) what_to_do: &'static str,
    /// A line that fails.
    pub(crate) wrong: &'static str,
    /// The correct line, to copy.
    pub(crate) right: &'static str,
}

/// The reasons why a single identifier can fail, in the order in which the page lists them.
pub(crate) const IDENTIFIER_EXAMPLES: [(Reason, &str, &str); 11] = [
    (Reason::ImeiCheckDigit, "490154203237517", "490154203237518"),
    (Reason::ImeiLength, "4901542032375", "490154203237518"),
    (Reason::ImeiLetter, "49O154203237518", "490154203237518"),
    (Reason::ImeiLostZero, "12345000000013", "012345000000013"),
    (Reason::ImeiAllEqual, "000000000000000", "490154203237518"),
    (Reason::IdExcelDigits, "4.90154E+14", "490154203237518"),
    (Reason::MeidCheckDigit, "AF0123450ABCDE1", "AF0123450ABCDEC"),
    (Reason::MeidRange, "999999999999999999", "293608736500703710"),
    (Reason::SerialLength, "R38K503", "R38K503SRVD"),
    (Reason::IdSeveral, "490154203237518 260531793113837", "490154203237518"),
    (Reason::IdOther, "see delivery note", "R38K503SRVD"),
];

/// Identifiers that the portal corrects: the text in the file, the corrected identifier and the explanation.
pub(crate) const CORRECTED_EXAMPLES: [(&str, &str, &str); 9] = [
    ("26-053179-311383-7", "260531793113837", "hyphens, slashes and spaces are removed"),
    ("49015420323751", "490154203237518", "14 digits: the check digit is added"),
    ("4901542032375101", "490154203237518", "16-digit IMEI (IMEISV): shortened to 15 digits"),
    ("490154203237518.0", "490154203237518", "“.0” from a spreadsheet is removed"),
    ("4.90154203237518E+14", "490154203237518", "scientific notation that still has all 15 digits"),
    ("=\"490154203237518\"", "490154203237518", "an Excel formula is removed"),
    ("'490154203237518", "490154203237518", "a leading apostrophe is removed"),
    ("r38k503srvd", "R38K503SRVD", "letters are changed to capitals"),
    ("293608736500703710", "AF0123450ABCDE", "18 digits: a decimal MEID is converted"),
];

/// Returns all examples.
pub(crate) fn of_identifiers() -> Vec<Example> {
    let example = |(reason, wrong, right): (Reason, &'static str, &'static str)| Example {
        name: reason.short_name(),
        what_to_do: reason.what_to_do(),
        wrong,
        right,
    };
    IDENTIFIER_EXAMPLES.map(example).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device_id::read;

    #[test]
    fn every_example_behaves_as_the_page_says() {
        for (reason, wrong, right) in IDENTIFIER_EXAMPLES {
            let failed = read(wrong).map_err(|error| error.reason).expect_err(wrong);
            assert_eq!(failed, reason, "{wrong}");
            assert!(read(right).is_ok(), "{right}");
        }
        for (written, corrected, _) in CORRECTED_EXAMPLES {
            assert_eq!(read(written).unwrap().id.as_str(), corrected, "{written}");
        }
    }
}
