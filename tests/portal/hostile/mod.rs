//! Requests that are designed to use up memory and time. They are sent to a portal that runs in its own process.

automod::dir!("tests/portal/hostile");

use std::fs;

use reqwest::Method;

use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::client::Client;
use crate::harness::database::Database;
use crate::never_lost::instances::Instance;

/// The maximum memory in KiB that a request may use in addition to the memory of the idle process.
const MAX_PEAK_KIB: u64 = 150 * 1024;
/// The maximum CPU time in seconds that a request may use.
const MAX_CPU_SECONDS: f64 = 10.0;
const MB: usize = 1 << 20;

/// A portal in its own process, with a person who is signed in.
struct Target {
    instance: Instance,
    alice: Client,
    _database: Database,
}

impl Target {
    async fn start() -> Target {
        let database = Database::with_cast();
        let mut instance = Instance::new("one", &database);
        assert!(instance.start());
        let alice = instance.sign_in(ALICE).await;
        Target { instance, alice, _database: database }
    }

    /// Sends a body to the upload form, and asserts the status and the resources used. The status is 0 if the portal
    /// closed the connection while the body was being sent.
    async fn assert_status(&self, kind: &str, content_type: &str, body: Vec<u8>, expected: &[u16]) {
        let path = format!("/customers/{}/uploads", HARBOUR.id);
        self.assert_status_at(&path, kind, &[("content-type", content_type)], body, expected).await;
    }

    async fn assert_status_at(
        &self,
        path: &str,
        kind: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
        expected: &[u16],
    ) {
        let id = self.instance.process_id();
        let (idle, cpu_before) = (memory_kib(id, "VmRSS:"), cpu_seconds(id));
        fs::write(format!("/proc/{id}/clear_refs"), "5").unwrap();
        let bytes = body.len();
        let request =
            self.alice.request(Method::POST, path).header("sec-fetch-site", "same-origin").body(body);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let status = request.send().await.map_or(0, |response| response.status().as_u16());
        let peak = memory_kib(id, "VmHWM:").saturating_sub(idle);
        let cpu = cpu_seconds(id) - cpu_before;
        println!("| {kind} | {} KiB | {} MiB | {cpu:.1} s | {status} |", bytes / 1024, peak / 1024);
        assert!(expected.contains(&status), "{kind}: the status is {status}");
        assert!(peak <= MAX_PEAK_KIB, "{kind}: {} MiB", peak / 1024);
        assert!(cpu <= MAX_CPU_SECONDS, "{kind}: {cpu} s of CPU time");
        assert_eq!(self.alice.get("/customers").await.status, 200, "{kind}: the portal still serves pages");
    }
}

/// Returns an entry of a process's memory statistics in KiB, such as `VmRSS:`.
fn memory_kib(id: u32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Returns the CPU time of a process in seconds.
fn cpu_seconds(id: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    // The name of the executable may contain spaces. User and system time are the 14th and 15th fields, in ticks.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
    ticks / rustix::param::clock_ticks_per_second() as f64
}
