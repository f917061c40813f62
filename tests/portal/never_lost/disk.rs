//! Fills a disk again and again: nothing is damaged, and work continues once there is space.
//! `scripts/long disk` runs this test as root, on a small disk.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use diesel::{Connection, PgConnection};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reseller_portal::store::Db;

use super::instances::Instance;
use super::load::{self, Load};
use super::promise;
use super::torture::number_from_env;
use crate::harness::cast::{ALICE, CHARLIE, FJORD, FLEETCARE, HARBOUR};
use crate::harness::database::{self, Database};
use crate::harness::process;

/// Fills the disk with one file and returns its path.
fn fill(disk: &Path) -> PathBuf {
    use std::io::Write;
    let filler = disk.join("filler");
    let mut file = std::fs::File::create(&filler).unwrap();
    for size in [1 << 20, 4096] {
        let bytes = vec![0; size];
        while file.write_all(&bytes).is_ok() {}
    }
    filler
}

/// Restarts the PostgreSQL server as its supervisor would. The server exits when it can't write its log.
fn revive_server() {
    let Some(server) = database::server() else { return };
    let is_running = || PgConnection::establish(&server).is_ok();
    if !is_running() {
        let crash = std::env::var_os("POSTGRES_CRASH").expect("scripts/postgres has started the server");
        process::run_successfully(&mut Command::new(crash)).unwrap();
    }
    assert!(is_running(), "the server is running again once there is space");
}

#[ignore = "needs a small disk: scripts/long disk"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_damages_nothing_and_work_continues_once_there_is_space() {
    let disk = PathBuf::from(std::env::var_os("DISK").expect("DISK is a folder on a small disk"));
    let (rounds, seed) =
        (number_from_env("DISK_TIMES", 20), number_from_env("TORTURE_SEED", u64::from(std::process::id())));
    println!("TORTURE_SEED={seed}");
    let database = Database::with_cast();
    assert!(database.data_dir().starts_with(&disk), "TMPDIR is on the small disk");
    let mut instance = Instance::new("one", &database);
    instance.start();
    let load = Load::new(vec![instance.home()]);
    let workers: Vec<_> =
        (0..load::CLIENTS.len()).map(|worker| tokio::spawn(load::work(load.clone(), worker, seed))).collect();
    let mut rng = StdRng::seed_from_u64(seed);
    let mut rejected = 0;
    for round in 0..rounds {
        tokio::time::sleep(Duration::from_millis(rng.random_range(200..1_500))).await;
        let filler = fill(&disk);
        tokio::time::sleep(Duration::from_millis(rng.random_range(500..4_000))).await;
        rejected += load.refused.swap(0, Ordering::Relaxed);
        std::fs::remove_file(filler).unwrap();
        revive_server();
        let (before, start) = (load.acknowledged(), Instant::now());
        while load.acknowledged() == before {
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "round {round}: no upload was acknowledged\n{}",
                instance.log_tail()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(!instance.has_ended(), "round {round}: the portal exited\n{}", instance.log_tail());
    }
    load.stop.store(true, Ordering::Relaxed);
    for worker in workers {
        worker.await.unwrap();
    }
    let db = Db::open(database.url(), 2).unwrap();
    promise::settle(&db, Duration::from_secs(150));
    let journal = load.journal.lock().unwrap().clone();
    println!(
        "the disk was full {rounds} times and {rejected} requests got 503; {} files sent, {} acknowledged",
        journal.len(),
        load.acknowledged()
    );
    let mut violations = load.faults.lock().unwrap().clone();
    violations.extend(instance.log().lines().filter(|line| line.contains("status=500")).map(str::to_owned));
    violations.extend(promise::violations_in_tables(&db));
    violations.extend(promise::violations_in_journal(&db, &journal));
    for (person, customers) in [(ALICE, [HARBOUR.id, FLEETCARE.id]), (CHARLIE, [HARBOUR.id, FJORD.id])] {
        let client = instance.sign_in(person).await;
        violations.extend(promise::violations_on_pages(&db, &client, &customers).await);
    }
    violations.extend(promise::damaged(&db));
    assert!(violations.is_empty(), "TORTURE_SEED={seed}: {violations:#?}\n{}", instance.log_tail());
    assert!(rejected > 0, "no request was rejected because the disk was full");
}
