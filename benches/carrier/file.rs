//! The file to upload: valid lines, and four in a hundred that fail in the usual ways.

use std::path::Path;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use crate::Result;
use crate::hardware::Device;
use crate::state::Case;

/// The lines of a file: how many are valid and how many fail.
#[derive(Clone, Copy, Debug)]
pub struct Lines {
    pub case: Case,
    pub total: u64,
    /// Registrations of the state.
    pub registrations: u64,
}

impl Lines {
    /// Returns devices that aren't registered yet.
    pub fn good(self) -> impl Iterator<Item = Device> {
        // The devices of a small file are spread over the whole catalog, too.
        let apart = (self.registrations / 10 / self.total).max(1);
        (0..self.total - 4 * self.of_each_fault()).map(move |n| match self.case {
            // Of every thirteen devices of the catalog, the last three aren't registered.
            Case::Known => Device(n * apart * 13 + 10),
            // No state has numbers this high.
            Case::Reported => Device(500_000_000 + n),
        })
    }

    /// Returns how many lines fail for each reason.
    fn of_each_fault(self) -> u64 {
        self.total / 100
    }

    /// Returns how many lines fail.
    pub fn failing(self) -> u64 {
        4 * self.of_each_fault()
    }

    /// Writes the file in random order. Some lines repeat registrations of the state.
    pub fn write(self, path: &Path) -> Result<()> {
        let mut lines: Vec<String> = self.good().map(Device::named).collect();
        let good = lines.len() as u64;
        for n in 0..self.of_each_fault() {
            let of_file = &lines[(n * 7 % good) as usize].clone();
            // Already registered. In an empty state, too short instead.
            lines.push(match self.registrations {
                0 => "3577".to_owned(),
                _ if self.case == Case::Known => Device(n % (self.registrations / 10) * 13).imei1(),
                _ => Device(n % self.registrations).named(),
            });
            // Repeated in the file.
            lines.push(of_file.clone());
            // With a wrong check digit.
            let mut wrong = Device(900_000_000 + n).imei1();
            let digit = wrong.pop().and_then(|digit| digit.to_digit(10)).unwrap_or(0);
            wrong.push_str(&((digit + 1) % 10).to_string());
            lines.push(wrong);
            // Cut off.
            lines.push(Device(910_000_000 + n).imei1()[..13].to_owned());
        }
        lines.shuffle(&mut StdRng::seed_from_u64(23_003));
        Ok(std::fs::write(path, lines.join("\r\n") + "\r\n")?)
    }
}
