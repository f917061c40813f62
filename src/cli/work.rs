//! `work`: processes uploads without serving, until told to stop.

use super::{CliError, open, serve};
use crate::clock::Clock;
use crate::config::Config;
use crate::uploads::Desk;
use crate::worker::Worker;

pub(super) fn run(config: Config) -> Result<(), CliError> {
    let _lock = serve::lock(&config)?;
    let desk = Desk { db: open(&config)?, clock: Clock::system(), config, wake: Default::default() };
    if desk.db.read(crate::store::migrations::are_pending)? {
        return Err(CliError::new("The tables are not up to date; run 'reseller-portal migrate' first."));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let worker = Worker::start(desk)?;
    println!("Working; stop with Ctrl-C.");
    runtime.block_on(serve::asked_to_stop());
    worker.stop();
    Ok(())
}
