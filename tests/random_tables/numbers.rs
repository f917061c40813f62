//! Numbers that aren't identifiers of the listed devices.

use crate::random::Random;

/// Returns the digit that makes these digits pass the Luhn check.
pub fn luhn_digit(digits: &str) -> u32 {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit - b'0');
            if at % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit }
        })
        .sum();
    (10 - sum % 10) % 10
}

/// Returns whether the text is a valid IMEI with an assigned reporting body.
pub fn is_imei(text: &str) -> bool {
    const BODIES: [&str; 17] = [
        "01", "10", "30", "33", "35", "44", "45", "49", "50", "51", "52", "53", "54", "86", "91", "98", "99",
    ];
    text.len() == 15
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && BODIES.contains(&&text[..2])
        && text.ends_with(&luhn_digit(&text[..14]).to_string())
}

/// Returns an article number (GTIN) with 13 or 14 digits.
pub fn gtin(random: &mut Random, length: usize) -> String {
    let prefix = random.pick(&["8806", "0194", "4251", "6932", "3700"]);
    let body = if length == 14 { "0".to_owned() + prefix } else { prefix.to_owned() };
    let body = format!("{body}{}", random.digits(length - 1 - body.len()));
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| u32::from(digit - b'0') * if at % 2 == 0 { 3 } else { 1 })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

/// Returns the number of a SIM card (ICCID).
pub fn iccid(random: &mut Random) -> String {
    let operator = random.pick(&["894902", "893301", "894410", "893407", "8901260"]);
    let body = format!("{operator}{}", random.digits(18 - operator.len()));
    match random.between(0, 2) {
        0 => format!("{body}{}", luhn_digit(&body)),
        1 => format!("{body}{}{}", luhn_digit(&body), random.digits(1)),
        _ => format!("{body}{}F", luhn_digit(&body)),
    }
}

/// Returns the number of an eSIM (EID).
pub fn eid(random: &mut Random) -> String {
    format!("8904903200{}", random.digits(22))
}

/// Returns a MAC address, written in one of four forms.
pub fn mac(random: &mut Random, form: usize) -> String {
    let pairs: Vec<String> = (0..6).map(|_| random.text("xx")).collect();
    match form % 4 {
        0 => pairs.join(":"),
        1 => pairs.join("-"),
        2 => pairs.join(":").to_lowercase(),
        _ => pairs.concat(),
    }
}

/// Returns a telephone number, written in one of five forms.
pub fn phone(random: &mut Random, form: usize) -> String {
    match form % 5 {
        0 => random.text("+49 151 dddddddd"),
        1 => random.text("0171/ddddddd"),
        2 => random.text("+44 20 7946 dddd"),
        3 => random.text("491752dddddd"),
        _ => random.text("+1 (415) 555-dddd"),
    }
}

/// Returns a tracking number from one of six carriers.
pub fn tracking(random: &mut Random, carrier: usize) -> String {
    let pattern = ["1Z999AA1dddddddddd", "00340434dddddddddddd", "dddddddddddd", "01125ddddddddd"];
    match carrier % 6 {
        form @ 0..4 => random.text(pattern[form]),
        4 => random.text("JJD00dddddddddddddd"),
        _ => random.text("ddddddddddddddd"),
    }
}

/// Returns an order number, written in one of four forms.
pub fn order(random: &mut Random, form: usize) -> String {
    match form % 4 {
        0 => random.text("45000ddddd"),
        1 => random.text("PO-2026-dddd"),
        2 => random.text("SOdddddd"),
        _ => {
            let length = random.between(10, 16);
            random.digits(length)
        }
    }
}
