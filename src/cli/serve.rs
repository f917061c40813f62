//! `serve`: the portal, with a worker in the same process unless told otherwise.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};

use actix_web::dev::ServerHandle;

use super::{CliError, open};
use crate::auth::passwords::Passwords;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::conn::Place;
use crate::store::{Db, migrations};
use crate::uploads::Desk;
use crate::web::{self, State};
use crate::worker::Worker;

/// A portal that serves.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it works with.
    pub desk: Desk,
    handle: ServerHandle,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
    worker: Option<Worker>,
    _lock: Option<File>,
}

impl Running {
    /// Lets requests and chunks at hand end, and stops.
    pub async fn stop(mut self) {
        self.handle.stop(true).await;
        let _ = (&mut self.server).await;
        if let Some(worker) = self.worker.take() {
            let _ = tokio::task::spawn_blocking(|| worker.stop()).await;
        }
    }
}

/// Serves until told to stop.
pub(super) fn run(config: Config, with_worker: bool) -> Result<(), CliError> {
    migrations::run(&config.database_url())?;
    until_stopped(config, Clock::system(), with_worker)
}

/// Serves a database whose tables are up to date, until told to stop.
pub(super) fn until_stopped(config: Config, clock: Clock, with_worker: bool) -> Result<(), CliError> {
    actix_web::rt::System::new().block_on(async {
        let running = start(config, clock, with_worker)?;
        println!("Serving on http://{}; stop with Ctrl-C.", running.address);
        asked_to_stop().await;
        running.stop().await;
        Ok(())
    })
}

/// Starts serving on the address of the settings. The tables must be there; call it inside an actix or tokio runtime.
pub fn start(config: Config, clock: Clock, with_worker: bool) -> Result<Running, CliError> {
    let lock = lock(&config)?;
    let db = open(&config)?;
    start_with(db, config, clock, with_worker, lock)
}

fn start_with(
    db: Db,
    config: Config,
    clock: Clock,
    with_worker: bool,
    lock: Option<File>,
) -> Result<Running, CliError> {
    std::fs::create_dir_all(config.temporary_dir())?;
    let listener = TcpListener::bind(config.listen)
        .map_err(|error| CliError::new(format!("Cannot listen on {}: {error}.", config.listen)))?;
    let address = listener.local_addr()?;
    let passwords = Passwords::new(config.password_memory_kib);
    let desk = Desk { db, clock, config, wake: Default::default() };
    let worker = if with_worker { Some(Worker::start(desk.clone())?) } else { None };
    let server = web::serve(State { desk: desk.clone(), passwords }, listener)
        .map_err(|error| CliError::new(error.to_string()))?;
    let handle = server.handle();
    let server = tokio::task::spawn(server);
    Ok(Running { address, desk, handle, server, worker, _lock: lock })
}

/// One `serve` or `work` for an SQLite file: the lock lasts as long as the file that is given.
pub(super) fn lock(config: &Config) -> Result<Option<File>, CliError> {
    let Place::Sqlite(path) = Place::from_url(&config.database_url())? else { return Ok(None) };
    let file = File::create(format!("{path}.lock"))
        .map_err(|error| CliError::new(format!("Cannot write beside {path}: {error}.")))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(_) => Err(CliError::new(format!(
            "Another 'serve' or 'work' uses {path}. One process serves an SQLite file; \
             for several instances use PostgreSQL."
        ))),
    }
}

/// Waits for SIGTERM or Ctrl-C.
pub(super) async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = term.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
