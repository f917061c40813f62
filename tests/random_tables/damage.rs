//! Identifiers that were damaged on their way into the table.

use crate::identifiers::{Identifier, Kind};
use crate::numbers;
use crate::random::Random;

/// Returns a damaged form of an identifier, which no longer identifies a device.
pub fn damage(id: &Identifier, random: &mut Random) -> String {
    match id.kind {
        Kind::Imei => damaged_imei(&id.value, random),
        Kind::Meid => id.value[..13].to_owned() + ".",
        Kind::Serial => damaged_serial(&id.value, random),
    }
}

fn damaged_imei(value: &str, random: &mut Random) -> String {
    match random.between(0, 9) {
        0..=2 => wrong_check_digit(value),
        3 => format!("{}.{}E+14", &value[..1], &value[1..6]),
        4 => format!("{},{}E+14", &value[..1], &value[1..6]),
        5 => with_letter(value, random),
        6 => value[..13].to_owned(),
        7 => format!("{value}{}", random.digits(2)),
        8 => numbers::iccid(random),
        _ => numbers::eid(random),
    }
}

fn damaged_serial(value: &str, random: &mut Random) -> String {
    let (head, tail) = value.split_at(4);
    match random.between(0, 5) {
        0 => format!("{head}-{tail}"),
        1 => format!("{head}.{tail}"),
        2 => format!("{head} {tail}"),
        3 => format!("{head}4201-{head}4209"),
        4 => numbers::mac(random, 0),
        _ => numbers::iccid(random),
    }
}

fn wrong_check_digit(value: &str) -> String {
    let (body, check) = value.split_at(14);
    let check: u32 = check.parse().expect("an IMEI ends with a digit");
    format!("{body}{}", (check + 5) % 10)
}

/// Replaces a digit with a letter that looks like it.
fn with_letter(value: &str, random: &mut Random) -> String {
    let pairs = [('0', 'O'), ('1', 'l'), ('1', 'I'), ('8', 'B'), ('5', 'S')];
    let present: Vec<_> = pairs.into_iter().filter(|(digit, _)| value.contains(*digit)).collect();
    if present.is_empty() {
        return wrong_check_digit(value);
    }
    let (digit, letter) = random.pick(&present);
    value.replacen(digit, &letter.to_string(), 1)
}
