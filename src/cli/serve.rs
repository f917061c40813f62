//! `serve`: the portal, with a worker in the same process unless told otherwise.

use std::net::{SocketAddr, TcpListener};

use actix_web::dev::ServerHandle;

use super::lock::Lock;
use super::{CliError, open};
use crate::auth::passwords::Passwords;
use crate::clock::Clock;
use crate::config::Config;
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
    lock: Option<Lock>,
}

impl Running {
    /// Lets requests and chunks at hand end, and stops.
    pub async fn stop(mut self) {
        self.handle.stop(true).await;
        let _ = (&mut self.server).await;
        if let Some(worker) = self.worker.take() {
            let _ = tokio::task::spawn_blocking(|| worker.stop()).await;
        }
        if let Some(lock) = self.lock.take() {
            lock.end();
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
        // Heard from the beginning: whoever sees the portal ready may stop it.
        let asked = asked_to_stop()?;
        let mut running = start(config, clock, with_worker)?;
        println!("Serving on http://{}; stop with Ctrl-C.", running.address);
        // The server has its turn, and is ready, before the check begins.
        tokio::task::yield_now().await;
        if let Some(lock) = &mut running.lock {
            lock.check_what_was_left(&running.desk.db);
        }
        asked.await;
        running.stop().await;
        Ok(())
    })
}

/// Starts serving on the address of the settings. The tables must be there; call it inside an actix or tokio runtime.
pub fn start(config: Config, clock: Clock, with_worker: bool) -> Result<Running, CliError> {
    let lock = Lock::for_use(&config)?;
    match open(&config).and_then(|db| start_with(db, config, clock, with_worker)) {
        Ok(running) => Ok(Running { lock, ..running }),
        Err(error) => {
            if let Some(lock) = lock {
                lock.end();
            }
            Err(error)
        }
    }
}

fn start_with(db: Db, config: Config, clock: Clock, with_worker: bool) -> Result<Running, CliError> {
    std::fs::create_dir_all(config.temporary_dir())?;
    let listener = TcpListener::bind(config.listen)
        .map_err(|error| CliError::new(format!("Cannot listen on {}: {error}.", config.listen)))?;
    let address = listener.local_addr()?;
    let passwords = Passwords::new(config.password_memory_kib);
    let desk = Desk { db, clock, config, wake: Default::default() };
    let server = web::serve(State { desk: desk.clone(), passwords }, listener)
        .map_err(|error| CliError::new(error.to_string()))?;
    // Last of what may fail: nobody works when the start has failed.
    let worker = if with_worker { Some(Worker::start(desk.clone())?) } else { None };
    let handle = server.handle();
    let server = tokio::task::spawn(server);
    Ok(Running { address, desk, handle, server, worker, lock: None })
}

/// Hears from now on, and waits for, SIGTERM or Ctrl-C. To be called inside a tokio runtime.
pub(super) fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut term, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
