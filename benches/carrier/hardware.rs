//! Numbered devices: the number alone determines the identifiers of a device, scattered over their whole range.

use reseller_portal::domain::device_id::imei_check_digit;

/// A device of the carrier.
#[derive(Clone, Copy, Debug)]
pub struct Device(pub u64);

impl Device {
    /// Returns its first IMEI. Up to 10^12 devices have different ones, and no IMEI of the demo begins with 01.
    pub fn imei1(self) -> String {
        imei("01", self.0)
    }

    /// Returns its second IMEI. Every other device is made for two SIM cards.
    pub fn imei2(self) -> Option<String> {
        self.0.is_multiple_of(2).then(|| imei("86", self.0))
    }

    /// Returns its serial number. `None` if it has a second IMEI.
    pub fn serial(self) -> Option<String> {
        const DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let mut rest = scattered(self.0);
        let mut text = vec![b'R'];
        for _ in 0..10 {
            text.push(DIGITS[(rest % 36) as usize]);
            rest /= 36;
        }
        (!self.0.is_multiple_of(2)).then(|| text.into_iter().map(char::from).collect())
    }

    /// Returns all its identifiers.
    pub fn identifiers(self) -> impl Iterator<Item = String> {
        [Some(self.imei1()), self.imei2(), self.serial()].into_iter().flatten()
    }

    /// Returns its model in the catalog.
    pub fn model(self) -> &'static str {
        ["Galaxy S26", "Pixel 11", "iPhone 18", "Xperia 1 IX", "Galaxy Tab A11"][(self.0 % 5) as usize]
    }

    /// Returns the identifier that files use for it: mostly the first IMEI, sometimes another.
    pub fn named(self) -> String {
        let is_other = (self.0 / 2) % 5 == 4;
        self.identifiers().nth(usize::from(is_other)).unwrap_or_default()
    }
}

/// Returns a number below 10^12, in no apparent order. Different numbers have different results, because the factor has no
/// divisor in common with ten.
fn scattered(number: u64) -> u64 {
    (u128::from(number) * 618_033_988_749 % 1_000_000_000_000) as u64
}

fn imei(first: &str, number: u64) -> String {
    let body = format!("{first}{:012}", scattered(number));
    let digit = char::from(imei_check_digit(body.as_bytes()));
    format!("{body}{digit}")
}
