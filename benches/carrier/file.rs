//! The file that is handed in: good lines, and four of a hundred that fail in the usual ways.

use std::path::Path;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use crate::Result;
use crate::hardware::Device;
use crate::state::Case;

/// Lines of a file, by what becomes of them.
#[derive(Clone, Copy, Debug)]
pub struct Lines {
    pub case: Case,
    pub total: u64,
    /// Those of the state.
    pub registrations: u64,
}

impl Lines {
    /// Devices that nobody has.
    pub fn good(self) -> impl Iterator<Item = Device> {
        // A small file has devices of the whole catalog, too.
        let apart = (self.registrations / 10 / self.total).max(1);
        (0..self.total - 4 * self.of_each_fault()).map(move |n| match self.case {
            // Of thirteen devices of the catalog, the eleventh to the last are not registered.
            Case::Known => Device(n * apart * 13 + 10),
            // Numbers that no state has.
            Case::Reported => Device(500_000_000 + n),
        })
    }

    /// Lines that fail for the same reason.
    fn of_each_fault(self) -> u64 {
        self.total / 100
    }

    /// How many lines fail.
    pub fn failing(self) -> u64 {
        4 * self.of_each_fault()
    }

    /// Writes the file, in no order. Some registrations of the state are uploaded again.
    pub fn write(self, path: &Path) -> Result<()> {
        let mut lines: Vec<String> = self.good().map(Device::named).collect();
        let good = lines.len() as u64;
        for n in 0..self.of_each_fault() {
            let of_file = &lines[(n * 7 % good) as usize].clone();
            // Registered already, or where nothing is: too short.
            lines.push(match self.registrations {
                0 => "3577".to_owned(),
                _ if self.case == Case::Known => Device(n % (self.registrations / 10) * 13).imei1(),
                _ => Device(n % self.registrations).named(),
            });
            // Twice in the file.
            lines.push(of_file.clone());
            // A wrong check digit.
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
