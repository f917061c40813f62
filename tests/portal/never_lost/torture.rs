//! Runs clients while instances are killed, stopped and frozen. Checks the promise once all work is done.
//!
//! `scripts/long torture` runs it with more kills. `TORTURE_SEED` repeats a run.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reseller_portal::store::Db;

use super::instances::Instance;
use super::load::{self, Load};
use super::promise;
use crate::harness::cast::{self, ALICE, CHARLIE, FJORD, FLEETCARE, HARBOUR};
use crate::harness::database::{self, Database};
use crate::harness::given;
use crate::harness::process::{self, Signal};

/// The settings of a torture run.
pub struct Plan {
    pub seed: u64,
    /// The number of kills. Between them, processes are stopped or frozen, or lose their database.
    pub kills: u32,
    /// The value of `FAILPOINTS` for all processes but the last.
    pub fail_points: String,
    /// A submission without progress for this long is considered stuck.
    pub settles_within: Duration,
}

/// The outcome of a torture run.
#[derive(Debug, Default)]
pub struct Report {
    pub kills: u32,
    pub freezes: u32,
    pub terminations: u32,
    pub database_stops: u32,
    pub imports: u32,
    pub sent: usize,
    pub acknowledged: usize,
    pub rows: i64,
    pub attempts_failed: usize,
    /// Violations of the promise.
    pub violations: Vec<String>,
}

/// Returns the program that crashes and restarts the database server (`pg_ctl stop -m immediate`). Returns
/// `None` unless the environment names one and this test has the server to itself, as under `scripts/long torture`.
fn database_crasher() -> Option<PathBuf> {
    std::env::var_os("TORTURE_KILLS")?;
    std::env::var_os("POSTGRES_CRASH").filter(|_| database::server().is_some()).map(PathBuf::from)
}

/// Runs the clients, makes instances fail, and checks the promise.
pub async fn torture(plan: Plan) -> Report {
    let database = Database::with_cast();
    let mut instances = Instance::all(&database);
    for instance in &mut instances {
        instance.fail_points.clone_from(&plan.fail_points);
        instance.start();
    }
    let load = Load::new(instances.iter().map(Instance::home).collect());
    let workers: Vec<_> = (0..load::CLIENTS.len())
        .map(|worker| tokio::spawn(load::work(load.clone(), worker, plan.seed)))
        .collect();

    let mut rng = StdRng::seed_from_u64(plan.seed);
    let mut report = Report::default();
    while report.kills < plan.kills {
        tokio::time::sleep(Duration::from_millis(rng.random_range(50..1_200))).await;
        let at = rng.random_range(0..instances.len());
        let instance = &mut instances[at];
        if instance.has_ended() {
            // A fail point ended the process.
            report.kills += 1;
            instance.start();
            continue;
        }
        match rng.random_range(0..100) {
            0..12 => {
                report.terminations += 1;
                if !instance.stop() {
                    report.violations.push("an instance didn't exit successfully after SIGTERM".to_owned());
                }
            }
            12..16 => {
                report.freezes += 1;
                instance.signal(Signal::STOP);
                // This is longer than a lease.
                tokio::time::sleep(Duration::from_secs(14)).await;
                instance.signal(Signal::CONT);
                continue;
            }
            16..26 => {
                report.imports += 1;
                import(&database, &mut rng);
                continue;
            }
            26..40 if database_crasher().is_some() => {
                report.database_stops += 1;
                let crasher = database_crasher().unwrap();
                process::run_successfully(&mut Command::new(crasher)).expect("the database restarts");
                continue;
            }
            _ => {
                report.kills += 1;
                instance.kill();
            }
        }
        if rng.random_bool(0.2) {
            // Kill the process again while it is starting.
            instance.spawn();
            tokio::time::sleep(Duration::from_millis(rng.random_range(5..250))).await;
            report.kills += 1;
            instance.kill();
        }
        instance.start();
    }
    load.stop.store(true, std::sync::atomic::Ordering::Relaxed);
    // Clients that are still waiting for a response get one from a running process.
    for instance in &mut instances {
        instance.kill();
        instance.fail_points.clear();
        instance.start();
    }
    for worker in workers {
        worker.await.unwrap();
    }
    let db = Db::open(database.url(), 2).unwrap();
    promise::settle(&db, plan.settles_within);

    let journal = load.journal.lock().unwrap().clone();
    report.sent = journal.len();
    report.acknowledged = load.acknowledged();
    report.rows =
        promise::count(&db, "SELECT CAST(coalesce(sum(rows_total), 0) AS BIGINT) AS n FROM submissions");
    report.attempts_failed =
        instances.iter().map(|instance| instance.log().matches("attempt failed").count()).sum();
    report.violations.extend(load.faults.lock().unwrap().iter().cloned());
    report.violations.extend(promise::damaged(&db));
    report.violations.extend(promise::violations_in_tables(&db));
    report.violations.extend(promise::violations_in_journal(&db, &journal));
    for (person, customers) in [(ALICE, [HARBOUR.id, FLEETCARE.id]), (CHARLIE, [HARBOUR.id, FJORD.id])] {
        let client = instances[0].sign_in(person).await;
        report.violations.extend(promise::violations_on_pages(&db, &client, &customers).await);
    }
    for instance in &instances {
        let leftovers = std::fs::read_dir(instance.data_dir().join("tmp")).map_or(0, Iterator::count);
        if leftovers > 0 {
            report.violations.push(format!("{leftovers} temporary files are left over"));
        }
        let is_fault = |line: &&str| ["panicked at", "status=500"].iter().any(|text| line.contains(text));
        report.violations.extend(instance.log().lines().filter(is_fault).map(str::to_owned));
    }
    report
}

/// Imports a catalog that turns contested IMEIs into dual-SIM phones, so that identifiers move between devices.
fn import(database: &Database, rng: &mut StdRng) {
    let first = rng.random_range(0..280);
    let entries: Vec<given::Entry> = (first..first + 20).step_by(2).map(given::dual_sim).collect();
    let file = database.data_dir().join("catalog.csv");
    std::fs::write(&file, given::catalog(&entries)).unwrap();
    let args = ["catalog", "import", &file.display().to_string()];
    // The database may be restarting.
    let output = cast::command(database.url(), database.data_dir(), &args, "");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{output:?}");
}

/// Returns the number in an environment variable, or the default if it is unset.
pub fn number_from_env(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().expect("a number"))
}

/// The maximum number of kills per database. With more, checking the files would take too long.
const MAX_KILLS_PER_ROUND: u32 = 50;

impl Report {
    fn add(&mut self, round: Report) {
        self.kills += round.kills;
        self.freezes += round.freezes;
        self.terminations += round.terminations;
        self.database_stops += round.database_stops;
        self.imports += round.imports;
        self.sent += round.sent;
        self.acknowledged += round.acknowledged;
        self.rows += round.rows;
        self.attempts_failed += round.attempts_failed;
        self.violations.extend(round.violations);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acknowledged_upload_is_registered_exactly_once_while_processes_die() {
    let kills = number_from_env("TORTURE_KILLS", 15) as u32;
    let mut seed = number_from_env("TORTURE_SEED", u64::from(std::process::id()));
    let mut report = Report::default();
    while report.kills < kills {
        println!("TORTURE_SEED={seed}, after {} kills", report.kills);
        let plan = Plan {
            seed,
            kills: (kills - report.kills).min(MAX_KILLS_PER_ROUND),
            fail_points: std::env::var("TORTURE_FAIL_POINTS").unwrap_or_default(),
            settles_within: Duration::from_secs(number_from_env("TORTURE_PATIENCE", 90)),
        };
        let round = torture(plan).await;
        assert!(round.acknowledged > 0, "no upload was acknowledged");
        assert!(round.violations.is_empty(), "TORTURE_SEED={seed}: {round:#?}");
        report.add(round);
        seed += 1;
    }
    println!("{report:#?}");
}
