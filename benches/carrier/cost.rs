//! The cost of an operation: the elapsed time, and the CPU time on all cores.

use std::time::Instant;

/// Elapsed time and CPU time in seconds. The CPU time is the total for all cores, including the database server, the
/// kernel and everything else on this machine.
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
        Watch { began: Instant::now(), cpu: busy_seconds() }
    }

    pub fn stop(&self) -> Cost {
        Cost { wall: self.began.elapsed().as_secs_f64(), cpu: busy_seconds() - self.cpu }
    }
}

/// Returns the total number of seconds that the cores have been busy since the machine started (proc(5): the first line
/// of `/proc/stat`).
fn busy_seconds() -> f64 {
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let fields: Vec<f64> =
        stat.lines().next().unwrap_or_default().split_whitespace().skip(1).flat_map(str::parse).collect();
    // User, nice and system come first, then idle and iowait (3 and 4), then interrupts and stolen time.
    fields
        .iter()
        .enumerate()
        .filter(|(index, _)| ![3, 4].contains(index) && *index < 8)
        .map(|(_, n)| n)
        .sum::<f64>()
        / TICKS
}

/// Returns the CPU time of a process in seconds, including its time in the kernel (proc(5)).
pub fn cpu_seconds(id: u32) -> super::Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
    let after = stat.rsplit(") ").next().ok_or("/proc has no CPU times")?;
    let ticks: f64 = after.split_whitespace().skip(11).take(2).flat_map(str::parse::<f64>).sum();
    Ok(ticks / 100.0)
}

/// Returns the median. Panics if there are no numbers.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// Returns a quantile of the numbers, such as the 99th percentile for a share of 0.99. Returns 0 if there are none.
pub fn quantile(numbers: &mut [f64], share: f64) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    let index = (numbers.len() as f64 * share) as usize;
    numbers.get(index.min(numbers.len().saturating_sub(1))).copied().unwrap_or(0.0)
}
