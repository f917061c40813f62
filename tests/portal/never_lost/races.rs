//! Simultaneous requests: eight people upload the same devices through two instances, and one form is sent ten times.

use std::time::Duration;

use futures_util::future::join_all;
use reseller_portal::store::Db;

use super::instances::Instance;
use super::promise;
use super::torture::number_from_env;
use crate::harness::cast::{ALICE, CHARLIE, FJORD, FLEETCARE, HARBOUR, Person};
use crate::harness::client::Client;
use crate::harness::database::Database;
use crate::harness::given;

/// The people who upload the same devices, and the customers they upload for.
const UPLOADERS: [(Person, &str); 8] = [
    (ALICE, HARBOUR.id),
    (ALICE, FLEETCARE.id),
    (CHARLIE, HARBOUR.id),
    (CHARLIE, FJORD.id),
    (ALICE, HARBOUR.id),
    (ALICE, FLEETCARE.id),
    (CHARLIE, HARBOUR.id),
    (CHARLIE, FJORD.id),
];

/// The number of devices in a race.
const DEVICES: u32 = 200;

struct Portal {
    db: Db,
    instances: Vec<Instance>,
    clients: Vec<Client>,
    _database: Database,
}

/// Starts one instance, or two if the database allows it, and signs everyone in.
async fn portal() -> Portal {
    let database = Database::with_cast();
    let mut instances = Instance::all(&database);
    for instance in &mut instances {
        instance.start();
    }
    let mut clients = Vec::new();
    for (at, (person, _)) in UPLOADERS.iter().enumerate() {
        clients.push(instances[at % instances.len()].sign_in(*person).await);
    }
    Portal { db: Db::open(database.url(), 2).unwrap(), instances, clients, _database: database }
}

impl Portal {
    /// Returns the violations in the tables and the log lines about failed attempts.
    fn violations(&self) -> Vec<String> {
        let failed = self.instances.iter().flat_map(|instance| {
            let log = instance.log();
            log.lines().filter(|line| line.contains("attempt failed")).map(str::to_owned).collect::<Vec<_>>()
        });
        failed.chain(promise::violations_in_tables(&self.db)).collect()
    }
}

/// Uploads the same devices eight times at once in each round. Returns the violations.
async fn violations_after_races(rounds: u32) -> Vec<String> {
    let portal = portal().await;
    for round in 0..rounds {
        let file = given::file(&given::imeis(round * DEVICES, DEVICES));
        let posts = portal.clients.iter().zip(UPLOADERS).map(|(client, (_, customer))| {
            let (path, file) = (format!("/customers/{customer}/uploads"), file.clone());
            async move { client.upload(&path, "race.csv", file, &[]).await.status }
        });
        assert_eq!(join_all(posts).await, [303; 8], "round {round}");
        promise::settle(&portal.db, Duration::from_secs(60));
        let registered = promise::count(&portal.db, "SELECT count(*) AS n FROM registrations");
        let verified = promise::count(&portal.db, "SELECT CAST(sum(verified) AS BIGINT) AS n FROM uploads");
        let expected = i64::from((round + 1) * DEVICES);
        if (registered, verified) != (expected, expected) {
            let mut violations = portal.violations();
            violations.push(format!(
                "round {round}: {verified} verified and {registered} registered, not {expected}"
            ));
            return violations;
        }
    }
    portal.violations()
}

#[tokio::test]
async fn devices_that_eight_people_upload_at_the_same_time_are_registered_once() {
    let violations = violations_after_races(number_from_env("RACES", 3) as u32).await;
    assert_eq!(violations, Vec::<String>::new());
}

#[tokio::test]
async fn a_form_sent_ten_times_at_the_same_time_creates_one_upload() {
    let portal = portal().await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    // The same person's sessions. If there are two instances, consecutive sessions use different ones.
    let sessions: Vec<&Client> = portal
        .clients
        .iter()
        .zip(UPLOADERS)
        .filter(|(_, (person, _))| person.email == ALICE.email)
        .map(|(client, _)| client)
        .collect();
    for round in 0..number_from_env("RACES", 3) as u32 {
        let file = given::file(&given::imeis(round * 10, 10));
        let key = format!("form-{round}");
        let posts = (0..10).map(|at| {
            let (client, path, file, key) = (sessions[at % sessions.len()], &path, file.clone(), key.clone());
            async move { client.upload(path, "twice.csv", file, &[("form_key", &key)]).await }
        });
        for response in join_all(posts).await {
            assert_eq!(response.location(), path, "round {round}");
        }
        promise::settle(&portal.db, Duration::from_secs(60));
        let uploads = promise::count(&portal.db, "SELECT count(*) AS n FROM uploads");
        assert_eq!(uploads, i64::from(round) + 1, "round {round}");
    }
    assert_eq!(portal.violations(), Vec::<String>::new());
}
