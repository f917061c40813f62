//! Workbooks that are designed to use up memory and time. Each is read by a separate process, whose peak memory and CPU
//! time are measured.

mod archives;
mod honest;
mod ods;
mod texts;
mod xlsx;
mod zips;

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::limits::MAX_CPU_TIME;
use super::*;

/// The maximum memory in KiB that reading may use in addition to the memory of an idle process.
const MAX_PEAK_KIB: u64 = 150 * 1024;
/// The maximum CPU time in seconds.
const MAX_CPU_SECONDS: f64 = 10.0;
/// The environment variable with the file that the child process reads.
const FILE: &str = "RESELLER_PORTAL_HOSTILE_WORKBOOK";
/// The environment variable with the CPU time in seconds after which the child process stops reading.
const CPU_SECONDS: &str = "RESELLER_PORTAL_HOSTILE_CPU_SECONDS";

/// Reads a file in a separate process, and asserts the outcome and the resources used.
fn assert_reads(kind: &str, file: &Path, expected: &str) {
    let cpu = measure(kind, file, expected, MAX_CPU_TIME);
    assert!(cpu <= MAX_CPU_SECONDS, "{kind}: {cpu} s of CPU time");
}

/// Reads a file in a separate process, and asserts the outcome and the memory used. Returns the CPU time in seconds.
fn measure(kind: &str, file: &Path, expected: &str, cpu_time: Duration) -> f64 {
    let this = format!("{}::the_child_process_reads_the_file", module_path!().split_once("::").unwrap().1);
    let size = file.metadata().unwrap().len();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &this, "--nocapture", "--test-threads=1"])
        .env(FILE, file)
        .env(CPU_SECONDS, cpu_time.as_secs().to_string())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.split_once("MEASURED ")).map(|(_, line)| line.to_owned());
    let line = line.unwrap_or_else(|| panic!("{kind}: the child ended early: {output:?}"));
    let [peak, cpu, outcome] = line.splitn(3, ' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
    let (peak, cpu): (u64, f64) = (peak.parse().unwrap(), cpu.parse().unwrap());
    println!("| {kind} | {} KiB | {:.0} MiB | {cpu:.1} s | {outcome} |", size / 1024, peak as f64 / 1024.0);
    assert!(outcome.contains(expected), "{kind}: “{outcome}”, not “{expected}”");
    assert!(peak <= MAX_PEAK_KIB, "{kind}: {} MiB", peak / 1024);
    cpu
}

/// Reads the file that the parent process names, and prints the resources used. Does nothing in an ordinary test run.
#[test]
fn the_child_process_reads_the_file() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let mut source = File::open(path).unwrap();
    let mut out = tempfile::tempfile().unwrap();
    let (folder, cancellation) = (std::env::temp_dir(), Cancellation::default());
    let cpu_seconds = std::env::var(CPU_SECONDS).unwrap().parse().unwrap();
    let options = UnpackOptions {
        cpu_time: Duration::from_secs(cpu_seconds),
        ..UnpackOptions::new(&folder, &cancellation)
    };
    let before = peak_kib();
    let outcome = match unpack_with(&mut source, &mut out, options) {
        Ok(Some(workbook)) => {
            let mut start = [0; 60];
            let length = out.read(&mut start).unwrap();
            let size = out.metadata().unwrap().len();
            format!("{size} bytes of “{}”: {:?}", workbook.sheet, String::from_utf8_lossy(&start[..length]))
        }
        Ok(None) => "no workbook".to_owned(),
        Err(error) => error.to_string(),
    };
    let cpu = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    let cpu = cpu.tv_sec as f64 + cpu.tv_nsec as f64 / 1e9;
    println!("MEASURED {} {cpu} {outcome}", peak_kib() - before);
}

/// Returns this process's peak memory in KiB.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
