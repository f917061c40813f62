//! Devices by number: a number alone decides what identifiers a device has, scattered over their whole range.

use reseller_portal::domain::device_id::imei_check_digit;

/// A device of the carrier.
#[derive(Clone, Copy, Debug)]
pub struct Device(pub u64);

impl Device {
    /// Its first IMEI. No two devices have the same, up to 10^12 of them, and none of the demo begins with 01.
    pub fn imei1(self) -> String {
        imei("01", self.0)
    }

    /// Its second IMEI: every other device is made for two SIM cards.
    pub fn imei2(self) -> Option<String> {
        self.0.is_multiple_of(2).then(|| imei("86", self.0))
    }

    /// Its serial number, where it has no second IMEI.
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

    /// All its identifiers.
    pub fn identifiers(self) -> impl Iterator<Item = String> {
        [Some(self.imei1()), self.imei2(), self.serial()].into_iter().flatten()
    }

    /// The model that the catalog names for it.
    pub fn model(self) -> &'static str {
        ["Galaxy S26", "Pixel 11", "iPhone 18", "Xperia 1 IX", "Galaxy Tab A11"][(self.0 % 5) as usize]
    }

    /// The identifier by which a line of a file names it: mostly the first IMEI, now and then another.
    pub fn named(self) -> String {
        let is_other = (self.0 / 2) % 5 == 4;
        self.identifiers().nth(usize::from(is_other)).unwrap_or_default()
    }
}

/// A number below 10^12 that has no order; different for different numbers, because the factor has no divisor of ten.
fn scattered(number: u64) -> u64 {
    (u128::from(number) * 618_033_988_749 % 1_000_000_000_000) as u64
}

fn imei(first: &str, number: u64) -> String {
    let body = format!("{first}{:012}", scattered(number));
    let digit = char::from(imei_check_digit(body.as_bytes()));
    format!("{body}{digit}")
}
