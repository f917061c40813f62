//! Picks up new secret keys while the portal is running.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::auth::key_record;
use crate::http::{State, run_blocking};
use crate::keys::{self, Admission};

/// Time between two reads of the key file. It is much shorter than the time until a new key starts signing.
const INTERVAL: Duration = Duration::from_secs(5);

/// Reads the key file periodically, and replaces the keys if they have changed. Never returns.
pub(crate) async fn watch_keys(state: State, path: PathBuf) {
    // A fault is logged once, not on every read.
    let mut last_fault = None;
    loop {
        tokio::time::sleep(INTERVAL).await;
        let (state, path) = (state.clone(), path.clone());
        let fault = match run_blocking(move || reload(&state, &path)).await {
            Ok(result) => result.err(),
            Err(error) => Some(error.to_string()),
        };
        if let Some(fault) = fault.as_ref().filter(|fault| last_fault.as_ref() != Some(*fault)) {
            tracing::error!(%fault, "could not reload the key file, so the previous keys stay in use");
        }
        last_fault = fault;
    }
}

/// Replaces the keys if the file has changed. Returns `Err` with the reason if the new keys can't be used.
fn reload(state: &State, path: &Path) -> Result<(), String> {
    let list = keys::read(path).map_err(|error| error.to_string())?;
    if list.fingerprints() == state.keys.list().fingerprints() {
        return Ok(());
    }
    let admission = key_record::admit(&state.services.db, &list).map_err(|error| error.to_string())?;
    if admission == Admission::Foreign {
        return Err(format!("The key file {} belongs to another database.", path.display()));
    }
    tracing::info!(newest = %list.newest().id, "the key file has changed, and its keys are now in use");
    state.keys.replace(list);
    Ok(())
}
