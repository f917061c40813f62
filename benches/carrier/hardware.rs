//! Generates numbered devices. A device's number determines its identifiers, which are scattered over their whole
//! range.

use reseller_portal::domain::device_id::imei_check_digit;

/// A device, identified by its number.
#[derive(Clone, Copy, Debug)]
pub struct Device(pub u64);

impl Device {
    /// Returns the first IMEI. It is unique for numbers below 10^12, and no IMEI in the demo data begins with 01.
    pub fn imei1(self) -> String {
        imei("01", self.0)
    }

    /// Returns the second IMEI, which every other device has. Returns `None` for the others.
    pub fn imei2(self) -> Option<String> {
        self.0.is_multiple_of(2).then(|| imei("86", self.0))
    }

    /// Returns a first and a second IMEI and a serial number, as in a list that has all of them.
    pub fn all_identifiers(self) -> [String; 3] {
        [self.imei1(), imei("86", self.0), self.any_serial()]
    }

    /// Returns the serial number. Returns `None` if the device has a second IMEI.
    pub fn serial(self) -> Option<String> {
        (!self.0.is_multiple_of(2)).then(|| self.any_serial())
    }

    fn any_serial(self) -> String {
        const DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let mut rest = scatter(self.0);
        // A digit near the beginning distinguishes it from a word followed by a number.
        let mut text = b"R5".to_vec();
        for _ in 0..9 {
            text.push(DIGITS[(rest % 36) as usize]);
            rest /= 36;
        }
        text.into_iter().map(char::from).collect()
    }

    /// Returns all identifiers.
    pub fn identifiers(self) -> impl Iterator<Item = String> {
        [Some(self.imei1()), self.imei2(), self.serial()].into_iter().flatten()
    }

    /// Returns the model in the catalog.
    pub fn model(self) -> &'static str {
        ["Galaxy S26", "Pixel 11", "iPhone 18", "Xperia 1 IX", "Galaxy Tab A11"][(self.0 % 5) as usize]
    }

    /// Returns the identifier that files use for the device: in most cases the first IMEI, sometimes another
    /// identifier.
    pub fn usual_identifier(self) -> String {
        let is_other = (self.0 / 2) % 5 == 4;
        self.identifiers().nth(usize::from(is_other)).unwrap_or_default()
    }
}

/// Maps a number to a pseudo-random number below 10^12. Numbers below 10^12 have different results, because the factor
/// and ten are coprime.
fn scatter(number: u64) -> u64 {
    (u128::from(number) * 618_033_988_749 % 1_000_000_000_000) as u64
}

fn imei(prefix: &str, number: u64) -> String {
    let body = format!("{prefix}{:012}", scatter(number));
    let digit = char::from(imei_check_digit(body.as_bytes()));
    format!("{body}{digit}")
}
