//! Device identifiers, and the ways in which people write them.

use crate::numbers::luhn_digit;
use crate::random::Random;

/// The kind of an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Imei,
    Meid,
    Serial,
}

/// An identifier in canonical form.
#[derive(Clone, Debug)]
pub struct Identifier {
    pub kind: Kind,
    pub value: String,
}

/// The first two digits of IMEIs, weighted by how often they occur.
const REPORTING_BODIES: [(usize, &str); 8] =
    [(70, "35"), (15, "86"), (4, "01"), (3, "99"), (3, "45"), (2, "49"), (2, "53"), (1, "91")];

/// Returns a random IMEI.
pub fn imei(random: &mut Random) -> Identifier {
    let body = random.weighted(&REPORTING_BODIES).to_owned() + &random.digits(12);
    let check = luhn_digit(&body);
    Identifier { kind: Kind::Imei, value: format!("{body}{check}") }
}

/// Returns a random MEID with a letter.
pub fn meid(random: &mut Random) -> Identifier {
    let first = random.pick(&["A0", "A1", "B0", "C3"]);
    Identifier { kind: Kind::Meid, value: first.to_owned() + &random.text("xxxxxxxxxxxx") }
}

/// The shapes of serial numbers. All serial numbers in a table have the same shape.
pub const SERIAL_SHAPES: [&str; 6] =
    ["R5dLddAAAAA", "R9dLd0LAAAL", "LAALdAAALAdA", "LAAdAALAAA", "HA1dAAAL", "5CGdddAAAL"];

/// The shape of serial numbers without letters, such as those of hand-held scanners.
pub const DIGITS_ONLY: &str = "20dddddddddd";

/// Returns a random serial number.
pub fn serial(random: &mut Random, shape: &str) -> Identifier {
    Identifier { kind: Kind::Serial, value: random.text(shape) }
}

/// A way to write identifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Plain,
    Spaced,
    Grouped,
    Dashed,
    LongGroups,
    NoBreak,
    Thousands,
    Apostrophe,
    Formula,
    WithoutCheckDigit,
    WithSoftwareVersion,
    Decimals,
    Labelled,
    LowerCase,
}

/// The forms that any column may have.
pub const ANYWHERE: [(usize, Form); 11] = [
    (760, Form::Plain),
    (40, Form::Spaced),
    (40, Form::Grouped),
    (20, Form::Dashed),
    (15, Form::LongGroups),
    (15, Form::NoBreak),
    (10, Form::Thousands),
    (40, Form::Apostrophe),
    (30, Form::Formula),
    (15, Form::Decimals),
    (15, Form::Labelled),
];

/// The forms that only a column of IMEIs may have.
pub const FOR_IMEI_COLUMNS: [(usize, Form); 3] =
    [(90, Form::Plain), (7, Form::WithoutCheckDigit), (3, Form::WithSoftwareVersion)];

/// The forms that serial numbers may have.
pub const FOR_SERIALS: [(usize, Form); 6] = [
    (84, Form::Plain),
    (5, Form::Spaced),
    (4, Form::Apostrophe),
    (3, Form::Formula),
    (2, Form::Labelled),
    (2, Form::LowerCase),
];

/// Writes an identifier. Forms for IMEIs have no effect on other kinds.
pub fn write(id: &Identifier, form: Form, random: &mut Random) -> String {
    let value = id.value.as_str();
    match form {
        Form::Spaced => format!("{value} "),
        Form::Apostrophe => format!("'{value}"),
        Form::Formula => format!("=\"{value}\""),
        Form::LowerCase => value.to_lowercase(),
        Form::Labelled if id.kind == Kind::Serial => format!("S/N: {value}"),
        Form::Labelled if id.kind == Kind::Imei => format!("IMEI: {value}"),
        _ if id.kind != Kind::Imei => value.to_owned(),
        Form::Grouped => groups(value, &[2, 6, 6, 1], " "),
        Form::Dashed => groups(value, &[6, 2, 6, 1], "-"),
        Form::LongGroups => groups(value, &[8, 6, 1], " "),
        Form::NoBreak => groups(value, &[2, 6, 6, 1], "\u{a0}"),
        Form::Thousands => groups(value, &[3, 3, 3, 3, 3], "\u{202f}"),
        Form::WithoutCheckDigit => value[..14].to_owned(),
        Form::WithSoftwareVersion => value[..14].to_owned() + &random.digits(2),
        Form::Decimals => format!("{value}.0"),
        _ => value.to_owned(),
    }
}

fn groups(value: &str, sizes: &[usize], between: &str) -> String {
    let mut rest = value;
    let mut parts = Vec::new();
    for size in sizes {
        let (part, after) = rest.split_at(*size);
        parts.push(part);
        rest = after;
    }
    parts.join(between)
}
