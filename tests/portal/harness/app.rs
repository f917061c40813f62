//! A real server on a free port, with its own database, data folder and clock.

use std::net::SocketAddr;
use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime};
use clap::{Args, Command, FromArgMatches};
use reseller_portal::cli::serve::{self, Running};
use reseller_portal::clock::Clock;
use reseller_portal::config::Config;
use reseller_portal::store::Db;
use reseller_portal::store::submissions::queue;
use reseller_portal::uploads::services::Services;
use reseller_portal::worker;

use super::cast::{self, Person};
use super::client::Client;
use super::database::Database;
use super::given::Entry;
use super::keys;

/// A running portal. Dropping it while work is in the queue fails the test, unless the test has called
/// [`App::allow_unfinished_work`].
pub struct App {
    running: Option<Running>,
    services: Services,
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    allow_unfinished_work: bool,
    // Declared last, so that the database is dropped after its users.
    database: Database,
}

/// Returns the default settings for a database. The portal listens on any free port.
pub fn settings(database_url: &str, data_dir: &Path) -> Config {
    let data_dir = data_dir.display().to_string();
    let args = ["--database-url", database_url, "--data-dir", &data_dir];
    let args = args.into_iter().chain(["--listen", "127.0.0.1:0", "--instance", "test"]);
    let command = Config::augment_args(Command::new("test").no_binary_name(true));
    Config::from_arg_matches(&command.get_matches_from(args)).unwrap()
}

/// Returns the time at which tests start: noon on a Monday.
pub fn noon() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap().and_hms_opt(12, 0, 0).unwrap()
}

impl App {
    /// Starts the portal without a worker and with its clock at [`noon`]. Uploads stay in progress until
    /// [`App::process_queue`].
    pub async fn start() -> App {
        App::start_with(Clock::fixed(noon()), false, |_| ()).await
    }

    /// Starts the portal with a worker and the system clock, as in production.
    pub async fn start_working() -> App {
        App::start_with(Clock::system(), true, |_| ()).await
    }

    /// Starts the portal with the test settings as modified by `change`.
    pub async fn start_with(clock: Clock, with_worker: bool, change: impl FnOnce(&mut Config)) -> App {
        let database = Database::with_cast();
        let mut config = settings(database.url(), database.data_dir());
        change(&mut config);
        keys::write_if_missing(&config.secret_key_file());
        let running = serve::start(config, clock, with_worker).unwrap();
        let (address, services) = (running.address, running.services.clone());
        let metrics = running.metrics.as_ref().map(|listener| listener.address);
        App { running: Some(running), services, address, metrics, allow_unfinished_work: false, database }
    }

    /// Returns the URL of a path on this server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Returns a client for the metrics endpoint. Panics if `METRICS_LISTEN` is unset.
    pub fn prometheus(&self) -> Client {
        Client::new(format!("http://{}", self.metrics.expect("METRICS_LISTEN is set")))
    }

    /// Returns a client that isn't signed in.
    pub fn visitor(&self) -> Client {
        Client::new(format!("http://{}", self.address))
    }

    /// Returns a client that is signed in as this person.
    pub async fn sign_in(&self, person: Person) -> Client {
        let client = self.visitor();
        let response =
            client.post("/sign-in", &[("email", person.email), ("password", cast::PASSWORD)]).await;
        assert_eq!(response.status, 303, "{} can't sign in: {}", person.email, response.text());
        client
    }

    /// Returns the server's database.
    pub fn db(&self) -> &Db {
        &self.services.db
    }

    /// Returns the server's services, so that a test can call them directly.
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// Returns the `DATABASE_URL`.
    pub fn database_url(&self) -> &str {
        self.database.url()
    }

    /// Returns the server's clock.
    pub fn clock(&self) -> &Clock {
        &self.services.clock
    }

    /// Runs the worker until the queue is empty.
    pub async fn process_queue(&self) {
        let services = self.services.clone();
        tokio::task::spawn_blocking(move || worker::process_queue(&services)).await.unwrap().unwrap();
    }

    /// Runs a portal command while the server is running, and returns its output. Panics if it fails.
    pub fn command(&self, args: &[&str]) -> String {
        cast::run_successfully(self.database.url(), self.database.data_dir(), args, "")
    }

    /// Imports entries into the device catalog.
    pub fn catalog(&self, entries: &[Entry]) {
        let file = self.database.data_dir().join("catalog.csv");
        std::fs::write(&file, super::given::catalog(entries)).unwrap();
        self.command(&["catalog", "import", &file.display().to_string()]);
    }

    /// Returns the server's data folder.
    pub fn data_dir(&self) -> &Path {
        self.database.data_dir()
    }

    /// Allows the test to end with work in the queue.
    pub fn allow_unfinished_work(&mut self) {
        self.allow_unfinished_work = true;
    }

    /// Stops the server as SIGTERM would, and keeps the database.
    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if self.allow_unfinished_work || std::thread::panicking() {
            return;
        }
        let unfinished = self.services.db.read(queue::count_open).unwrap();
        assert_eq!(
            unfinished, 0,
            "submissions were left in the queue: call app.process_queue() or app.allow_unfinished_work()"
        );
    }
}
