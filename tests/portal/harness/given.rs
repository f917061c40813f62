//! Devices and files for tests. They are the same in every run.

/// Returns the IMEI with this number. It consists of an invented type allocation code (a different one for each
/// million), six digits and a check digit (3GPP TS 23.003, annex B).
pub fn imei(number: u32) -> String {
    with_check_digit(&format!("{}{:06}", 35_000_012 + number / 1_000_000, number % 1_000_000))
}

/// Returns `count` IMEIs with consecutive numbers, starting with this one.
pub fn imeis(from: u32, count: u32) -> Vec<String> {
    (from..from + count).map(imei).collect()
}

/// Returns the IMEI with this number, but with a wrong check digit.
pub fn wrong_imei(number: u32) -> String {
    let correct = imei(number);
    let (digits, check) = correct.split_at(14);
    let check: u32 = check.parse().unwrap();
    format!("{digits}{}", (check + 1) % 10)
}

/// Returns a serial number that ends in this number.
pub fn serial(number: u32) -> String {
    format!("R38K{number:06}")
}

/// Returns these 14 digits followed by their check digit.
pub fn with_check_digit(digits: &str) -> String {
    assert_eq!(digits.len(), 14, "{digits}");
    let sum: u32 = digits
        .bytes()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit - b'0');
            if at % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { digit }
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// Returns a device file with one identifier per line and no header.
pub fn file<S: AsRef<str>>(lines: &[S]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_ref(), "\n"]).collect::<String>().into_bytes()
}

/// Returns a device file with a header.
pub fn table(header: &str, rows: &[&str]) -> Vec<u8> {
    file(&[&[header], rows].concat())
}

/// An entry in the device catalog.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub imei1: String,
    pub imei2: String,
    pub meid: String,
    pub serial: String,
    pub model: String,
    pub edition: String,
}

/// Returns a dual-SIM phone that has the IMEIs with this number and the next.
pub fn dual_sim(number: u32) -> Entry {
    Entry {
        imei1: imei(number),
        imei2: imei(number + 1),
        serial: serial(number),
        model: "Galaxy S24".to_owned(),
        ..Entry::default()
    }
}

/// Returns a phone that needs a sold-to code.
pub fn enterprise(number: u32) -> Entry {
    Entry {
        imei1: imei(number),
        model: "Galaxy XCover7".to_owned(),
        edition: "Enterprise Edition".to_owned(),
        ..Entry::default()
    }
}

/// Returns a tablet without a SIM card, which has only a serial number.
pub fn tablet(number: u32) -> Entry {
    Entry { serial: serial(number), model: "Galaxy Tab S9".to_owned(), ..Entry::default() }
}

/// Returns a catalog file in the manufacturer's format.
pub fn catalog(entries: &[Entry]) -> Vec<u8> {
    let line = |e: &Entry| {
        [&e.imei1, &e.imei2, &e.meid, &e.serial, &e.model, &e.edition].map(String::as_str).join(",")
    };
    let lines: Vec<String> = entries.iter().map(line).collect();
    table("imei1,imei2,meid,serial,model,edition", &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn check_digits_are_correct() {
    assert_eq!(with_check_digit("49015420323751"), "490154203237518");
    assert_ne!(imei(7), wrong_imei(7));
    assert_eq!(file(&["a", "b"]), b"a\nb\n");
}
