//! The cost of a measurement: time, and the work of all cores.

use std::time::Instant;

/// Seconds of the clock, and of all cores together. The latter include the database server, the kernel and everything
/// else on this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    pub wall: f64,
    pub cpu: f64,
}

/// A running measurement.
pub struct Watch {
    began: Instant,
    cpu: f64,
}

impl Watch {
    pub fn start() -> Watch {
        Watch { began: Instant::now(), cpu: busy() }
    }

    pub fn stop(&self) -> Cost {
        Cost { wall: self.began.elapsed().as_secs_f64(), cpu: busy() - self.cpu }
    }
}

/// Returns how many seconds cores have been busy since the machine started (proc(5): the first line of `/proc/stat`).
fn busy() -> f64 {
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let fields: Vec<f64> =
        stat.lines().next().unwrap_or_default().split_whitespace().skip(1).flat_map(str::parse).collect();
    // User, nice and system come first, then idle and waiting, then interrupts.
    fields
        .iter()
        .enumerate()
        .filter(|(place, _)| ![3, 4].contains(place) && *place < 8)
        .map(|(_, n)| n)
        .sum::<f64>()
        / TICKS
}

/// Returns how many seconds a process has been busy, kernel included (proc(5)).
pub fn of_process(id: u32) -> super::Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
    let after = stat.rsplit(") ").next().ok_or("no times in /proc")?;
    let ticks: f64 = after.split_whitespace().skip(11).take(2).flat_map(str::parse::<f64>).sum();
    Ok(ticks / 100.0)
}

/// Returns the median of at least one number.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// Returns the number that this share of the numbers doesn't exceed, or 0 if there are none.
pub fn at_share(numbers: &mut [f64], share: f64) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    let place = (numbers.len() as f64 * share) as usize;
    numbers.get(place.min(numbers.len().saturating_sub(1))).copied().unwrap_or(0.0)
}
