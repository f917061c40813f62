//! Makes the process exit, panic or fail before and after each commit that an upload depends on. The upload is still
//! registered exactly once.

use std::time::{Duration, Instant};

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use reseller_portal::fail_points::Step;
use reseller_portal::store::Db;

use super::instances::Instance;
use super::promise;
use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::client::Client;
use crate::harness::database::Database;
use crate::harness::given;

/// The number of rows in each file: enough for two chunks.
const ROWS: u32 = 1_100;

struct Scene {
    instance: Instance,
    db: Db,
    alice: Client,
    files: u32,
    _database: Database,
}

impl Scene {
    async fn new() -> Scene {
        let database = Database::with_cast();
        let mut instance = Instance::new("one", &database);
        instance.start();
        let alice = instance.sign_in(ALICE).await;
        let db = Db::open(database.url(), 2).unwrap();
        Scene { instance, db, alice, files: 0, _database: database }
    }

    /// Uploads a file while each of these fail points takes this action once. Resends the form until it is
    /// acknowledged, and restarts the process if it exits.
    async fn upload(&mut self, points: &[&'static str], action: &str) {
        self.instance.kill();
        let armed: Vec<String> = points.iter().map(|point| format!("{point}=1*return({action})")).collect();
        self.instance.fail_points = armed.join(";");
        self.instance.spawn();
        let log_start = self.instance.log().len();
        let first = self.files * ROWS;
        self.files += 1;
        // A second column makes the file large enough for several parts.
        let row = |imei: String| format!("{imei};{}\n", "x".repeat(1_100));
        let file: String = given::imeis(first, ROWS).into_iter().map(row).collect();
        let file = format!("IMEI;Comment\n{file}");
        let deadline = Instant::now() + Duration::from_secs(60);
        while !self.send(&file).await {
            assert!(
                Instant::now() < deadline,
                "{points:?} {action}: not accepted after a minute\n{}",
                self.instance.log()
            );
            self.revive();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let deadline = Instant::now() + Duration::from_secs(60);
        let unfinished = "SELECT count(*) AS n FROM submissions WHERE phase NOT IN ('finished', 'receiving')";
        while promise::count(&self.db, unfinished) > 0 {
            assert!(
                Instant::now() < deadline,
                "{points:?} {action}: not finished after a minute\n{}",
                self.instance.log()
            );
            self.revive();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let mut log = String::new();
        // The last fail point may be logged a moment after its commit becomes visible.
        for _ in 0..500 {
            log = self.instance.log()[log_start..].to_owned();
            if points.iter().all(|point| log.contains(&format!("\"{point}\""))) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        for point in points {
            assert!(log.contains(&format!("\"{point}\"")), "{point} was never reached: {log}");
        }
        let (total, registered) = (self.files * ROWS, "SELECT count(*) AS n FROM registrations");
        assert_eq!(promise::count(&self.db, registered), i64::from(total), "{points:?} {action}");
        let uploads = "SELECT count(*) AS n FROM uploads";
        assert_eq!(promise::count(&self.db, uploads), i64::from(self.files), "{points:?} {action}");
    }

    /// Restarts the process, without fail points, if one of them ended it.
    fn revive(&mut self) {
        if self.instance.has_ended() {
            self.instance.fail_points.clear();
        }
        self.instance.revive();
    }

    async fn send(&self, file: &str) -> bool {
        let path = format!("/customers/{}/uploads", HARBOUR.id);
        let part = Part::text(file.to_owned()).file_name("a.csv");
        let form = Form::new().text("form_key", format!("key-{}", self.files)).part("file", part);
        let request = self.alice.request(Method::POST, &path).multipart(form);
        matches!(request.send().await, Ok(response) if response.status() == 303)
    }

    /// Asserts that the tables are consistent and that nothing is left over.
    fn assert_promise(&mut self) {
        // A process that is still exiting counts as running.
        self.instance.kill();
        self.revive();
        promise::settle(&self.db, Duration::from_secs(75));
        assert_eq!(promise::violations_in_tables(&self.db), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_process_that_ends_before_or_after_a_commit_loses_nothing() {
    let mut scene = Scene::new().await;
    for point in Step::ALL.into_iter().flat_map(Step::points) {
        scene.upload(&[point], "exit").await;
    }
    scene.assert_promise();
}

/// The steps whose fail points are triggered during one upload. Each group causes fewer failed attempts than are
/// allowed.
const STEPS_PER_UPLOAD: [&[Step]; 3] = [
    &[Step::Receive, Step::Part, Step::Accept, Step::Lease],
    &[Step::PlanBegin, Step::PlanPart, Step::Plan],
    &[Step::Chunk, Step::Finish],
];

async fn fail_at_every_step(action: &str) {
    assert_eq!(STEPS_PER_UPLOAD.concat(), Step::ALL);
    let mut scene = Scene::new().await;
    for steps in STEPS_PER_UPLOAD {
        let points: Vec<&'static str> = steps.iter().flat_map(|step| step.points()).collect();
        scene.upload(&points, action).await;
    }
    scene.assert_promise();
}

#[tokio::test]
async fn an_error_before_or_after_a_commit_loses_nothing() {
    fail_at_every_step("error").await;
}

#[tokio::test]
async fn a_panic_before_or_after_a_commit_loses_nothing() {
    fail_at_every_step("panic").await;
}
