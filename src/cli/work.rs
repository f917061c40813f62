//! `work`: processes uploads without serving pages, until a signal arrives.

use super::database::open;
use super::database_clock::DatabaseClock;
use super::error::CliError;
use super::lock::Lock;
use super::{key_check, serve, start_checks};
use crate::auth::passwords::Passwords;
use crate::clock::Clock;
use crate::config::Config;
use crate::uploads::services::Services;
use crate::worker::Worker;

pub(super) fn run(config: Config) -> Result<(), CliError> {
    start_checks::before_start(&config);
    let mut lock = Lock::for_use(&config)?;
    let result = process_until_stopped(config, lock.as_mut());
    if let Some(lock) = lock {
        lock.end();
    }
    result
}

fn process_until_stopped(config: Config, lock: Option<&mut Lock>) -> Result<(), CliError> {
    let services = Services {
        db: open(&config)?,
        clock: Clock::system(),
        config,
        wake: Default::default(),
        metrics: Default::default(),
    };
    if services.db.read(crate::store::db::migrations::are_pending)? {
        return Err(CliError::new("The database is not up to date. Run 'reseller-portal migrate' first."));
    }
    let passwords = Passwords::new(services.config.password_memory_kib);
    start_checks::refuse_public_passwords(&services.db, &services.config, &passwords)?;
    key_check::check_if_present(&services.config, &services.db)?;
    start_checks::restrict_files(&services.config);
    let _database_clock = DatabaseClock::follow(&services.db, &services.clock)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let metrics = serve::listen_for_metrics(&services)?;
        let mut signals = serve::Signals::new()?;
        let worker = Worker::start(services.clone())?;
        println!("Processing uploads. Press Ctrl-C to stop.");
        if let Some(lock) = lock {
            lock.check_after_unclean_exit(&services.db);
        }
        signals.next_signal().await;
        let _ = tokio::task::spawn_blocking(|| worker.stop()).await;
        if let Some(metrics) = metrics {
            metrics.stop().await;
        }
        Ok(())
    })
}
