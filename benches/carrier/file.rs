//! Generates the file to upload: 96 % valid lines, and 4 % that fail for the usual reasons.

use std::path::Path;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use crate::Result;
use crate::hardware::Device;
use crate::state::Case;

/// The lines of a generated file.
#[derive(Clone, Copy, Debug)]
pub struct Lines {
    pub case: Case,
    pub total: u64,
    /// The number of registrations in the database before the upload.
    pub registrations: u64,
    /// Whether each line has a second IMEI and a serial number too.
    pub has_all_identifiers: bool,
}

impl Lines {
    /// Returns devices that aren't registered yet.
    pub fn unregistered_devices(self) -> impl Iterator<Item = Device> {
        // The devices of a small file are spread over the whole catalog too.
        let stride = (self.registrations / 10 / self.total).max(1);
        (0..self.total - 4 * self.lines_per_fault()).map(move |n| match self.case {
            // Of every thirteen devices in the catalog, the last three aren't registered.
            Case::Known => Device(n * stride * 13 + 10),
            // These numbers are higher than those of the devices in the database.
            Case::Reported => Device(500_000_000 + n),
        })
    }

    /// Returns the number of lines that fail for each reason.
    fn lines_per_fault(self) -> u64 {
        self.total / 100
    }

    /// Returns the number of lines that fail.
    pub fn expected_failures(self) -> u64 {
        4 * self.lines_per_fault()
    }

    /// Writes the file in random order.
    pub fn write(self, path: &Path) -> Result<()> {
        let line = |device: Device| match self.has_all_identifiers {
            true => device.all_identifiers().join(","),
            false => device.usual_identifier(),
        };
        let mut lines: Vec<String> = self.unregistered_devices().map(line).collect();
        let good = lines.len() as u64;
        for n in 0..self.lines_per_fault() {
            let repeated = lines[(n * 7 % good) as usize].clone();
            // Already registered, or too short if the database has no registrations.
            lines.push(match self.registrations {
                0 => "3577".to_owned(),
                _ if self.case == Case::Known => Device(n % (self.registrations / 10) * 13).imei1(),
                _ => Device(n % self.registrations).usual_identifier(),
            });
            // Repeated in the file.
            lines.push(repeated);
            // A wrong check digit.
            let mut wrong = Device(900_000_000 + n).imei1();
            let digit = wrong.pop().and_then(|digit| digit.to_digit(10)).unwrap_or(0);
            wrong.push_str(&((digit + 1) % 10).to_string());
            lines.push(wrong);
            // Too few digits.
            lines.push(Device(910_000_000 + n).imei1()[..13].to_owned());
        }
        lines.shuffle(&mut StdRng::seed_from_u64(23_003));
        if self.has_all_identifiers {
            lines.insert(0, "IMEI 1,IMEI 2,Serial number".to_owned());
        }
        Ok(std::fs::write(path, lines.join("\r\n") + "\r\n")?)
    }
}
