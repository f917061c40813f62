//! `serve`: serves the portal, with a worker in the same process unless it is disabled.

use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;
use socket2::{Domain, Socket, Type};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::database::open;
use super::database_clock::DatabaseClock;
use super::error::CliError;
use super::key_check;
use super::lock::Lock;
use super::start_checks;
use crate::auth::hash_queue::HashQueue;
use crate::auth::passwords::Passwords;
use crate::clock::Clock;
use crate::config::Config;
use crate::http::State;
use crate::http::connections::Connections;
use crate::http::database_turns::DatabaseTurns;
use crate::http::downloads::Downloads;
use crate::http::draining::Draining;
use crate::http::metrics::Listener;
use crate::http::refusals::recorder::Refusals;
use crate::http::refusals::writer::RefusalWriter;
use crate::store::Db;
use crate::store::db::{migrations, private_files};
use crate::uploads::services::Services;
use crate::worker::Worker;

/// A running portal.
pub struct Running {
    /// The address on which it listens.
    pub address: SocketAddr,
    /// The listener for `/metrics`, if it is enabled.
    pub metrics: Option<Listener>,
    /// The portal's services.
    pub services: Services,
    draining: Draining,
    connections: Connections,
    handle: ServerHandle,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
    key_watch: tokio::task::JoinHandle<()>,
    worker: Option<Worker>,
    refusals: Option<RefusalWriter>,
    lock: Option<Lock>,
    _database_clock: Option<DatabaseClock>,
}

/// Time for which files and forms may still be read after the portal begins to shut down, so that short requests are
/// completed. Nothing is acknowledged before that. Requests have 20 seconds in total.
const READING_GRACE: Duration = Duration::from_secs(2);
/// Time for which a client may leave a response unread while the portal is shutting down.
const UNREAD_GRACE: Duration = Duration::from_secs(4);
/// Interval at which the portal looks for unread responses and idle connections while it is shutting down.
const UNREAD_INTERVAL: Duration = Duration::from_millis(500);

impl Running {
    /// Reports that the portal is stopping, and stops taking work from the queue. Requests are still answered, because
    /// a proxy needs time to send them elsewhere.
    pub(crate) fn drain(&mut self) {
        self.draining.start();
        if let Some(worker) = &self.worker {
            worker.ask_to_stop();
        }
    }

    /// Stops after finishing the requests and chunks in progress.
    pub async fn stop(mut self) {
        self.drain();
        self.finish_requests().await;
        let _ = (&mut self.server).await;
        self.key_watch.abort();
        if let Some(worker) = self.worker.take() {
            let _ = tokio::task::spawn_blocking(|| worker.stop()).await;
        }
        if let Some(refusals) = self.refusals.take() {
            let _ = tokio::task::spawn_blocking(|| refusals.stop()).await;
        }
        if let Some(metrics) = self.metrics.take() {
            metrics.stop().await;
        }
        if let Some(lock) = self.lock.take() {
            lock.end();
        }
    }

    /// Stops the server after finishing the requests in progress, except those whose clients don't read the response,
    /// and those whose file or form is still being read after a short time.
    async fn finish_requests(&self) {
        let (mut stopping, start) = (std::pin::pin!(self.handle.stop(true)), Instant::now());
        // No connection has been idle since then.
        let mut mark = 0;
        while tokio::time::timeout(UNREAD_INTERVAL, &mut stopping).await.is_err() {
            self.connections.close_unread(UNREAD_GRACE);
            mark = self.connections.close_idle(mark);
            if start.elapsed() >= READING_GRACE {
                self.draining.stop_reading();
            }
        }
    }
}

/// Migrates the database and serves until a signal arrives.
pub(super) fn run(config: Config, with_worker: bool) -> Result<(), CliError> {
    start_checks::before_start(&config);
    migrations::run(&config.database_url())?;
    start_checks::restrict_files(&config);
    serve_until_stopped(config, Clock::system(), with_worker)
}

/// Serves a migrated database until a signal arrives.
pub(super) fn serve_until_stopped(config: Config, clock: Clock, with_worker: bool) -> Result<(), CliError> {
    actix_web::rt::System::new().block_on(async {
        let drain = Duration::from_secs(config.drain_seconds.into());
        // Signal handling starts first, because the portal may be stopped as soon as it is ready.
        let mut signals = Signals::new()?;
        let mut running = start(config, clock, with_worker)?;
        println!("Serving on http://{}. Press Ctrl-C to stop.", running.address);
        // The server must be ready before the check begins.
        tokio::task::yield_now().await;
        if let Some(lock) = &mut running.lock {
            lock.check_after_unclean_exit(&running.services.db);
        }
        signals.next_signal().await;
        if !drain.is_zero() {
            running.drain();
            // A second signal ends the wait.
            let _ = tokio::time::timeout(drain, signals.next_signal()).await;
        }
        running.stop().await;
        Ok(())
    })
}

/// Starts serving on the address from the settings. The tables must exist. Must be called in an actix or tokio runtime.
///
/// # Errors
///
/// Returns a message for the operator if the address is taken, a setting is wrong or the database fails.
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
    let passwords = Passwords::new(config.password_memory_kib);
    start_checks::refuse_public_passwords(&db, &config, &passwords)?;
    create_temporary_dir(&config)?;
    let database_clock = DatabaseClock::follow(&db, &clock)?;
    let (keys, key_file) = (key_check::load(&config, &db, clock.now())?, config.secret_key_file());
    let listener = listen(config.listen)
        .map_err(|error| CliError::new(format!("Cannot listen on {}: {error}.", config.listen)))?;
    let address = listener.local_addr()?;
    tracing::info!(clients = %config.trusted_proxies(), "determining clients' addresses");
    let hash_queue = HashQueue::new(passwords);
    let services = Services { db, clock, config, wake: Default::default(), metrics: Default::default() };
    let metrics = listen_for_metrics(&services)?;
    let (draining, refusals) = (Draining::default(), Refusals::new(services.clock.now()));
    let downloads = Downloads::new(&services.config);
    let connections = Connections::new(&services, refusals.clone());
    let state = State {
        services: services.clone(),
        keys,
        hash_queue,
        database_turns: DatabaseTurns::new(services.config.connections),
        refusals: refusals.clone(),
        draining: draining.clone(),
        downloads,
    };
    let server = crate::server::serve(state.clone(), connections.clone(), listener)
        .map_err(|error| CliError::new(error.to_string()))?;
    // The worker starts last, so that no work begins if starting fails.
    let worker = if with_worker { Some(Worker::start(services.clone())?) } else { None };
    let refusals = Some(RefusalWriter::start(services.db.clone(), services.clock.clone(), refusals));
    let handle = server.handle();
    let server = tokio::task::spawn(server);
    let key_watch = tokio::task::spawn(crate::server::watch_keys(state, key_file));
    Ok(Running {
        address,
        metrics,
        services,
        draining,
        connections,
        handle,
        server,
        key_watch,
        worker,
        refusals,
        lock: None,
        _database_clock: database_clock,
    })
}

/// Maximum number of new connections that wait while all threads are busy. The standard library's 128 is too low. The
/// system drops further connections, and their clients retry only after a second.
const BACKLOG: i32 = 4096;

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    // Without this, the address can't be reused for a minute after the portal stops.
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// Creates the folder for temporary files, which only the portal's own user can read.
pub(super) fn create_temporary_dir(config: &Config) -> Result<(), CliError> {
    let folder = config.temporary_dir();
    private_files::create_folder(&folder).map_err(|error| {
        let folder = folder.display();
        CliError::new(format!("Cannot create the folder {folder}: {error}. Set DATA_DIR to another folder."))
    })
}

/// Starts the listener for `/metrics` if the settings contain an address for it.
pub(super) fn listen_for_metrics(services: &Services) -> Result<Option<Listener>, CliError> {
    Listener::start(services).map_err(|error| {
        let address = services.config.metrics_listen.map(|address| address.to_string()).unwrap_or_default();
        CliError::new(format!("Cannot listen on {address} for METRICS_LISTEN: {error}."))
    })
}

/// A listener for SIGTERM and Ctrl-C.
pub(super) struct Signals {
    term: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Starts listening. Must be called in a tokio runtime.
    pub(super) fn new() -> Result<Signals, CliError> {
        Ok(Signals { term: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for the next signal.
    pub(super) async fn next_signal(&mut self) {
        tokio::select! {
            _ = self.term.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
