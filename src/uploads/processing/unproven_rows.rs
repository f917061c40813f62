//! Rows with several identifiers in one cell. They are processed only if the portal knows all of them as those of one
//! device.

use super::attempt_error::AttemptError;
use super::job::Job;
use super::plan::{PlanEntry, RowStep};
use super::read_rows::{RowIdentifier, of_row};
use super::rules::held_elsewhere;
use crate::domain::ids::DeviceKey;

/// Fails those of these rows whose identifiers the portal doesn't know as those of one device. `ids` must be sorted by
/// row, and looked up.
pub(crate) fn fail(
    job: &Job<'_>,
    entries: &mut [PlanEntry],
    ids: &[RowIdentifier],
    rows: &[u32],
) -> Result<(), AttemptError> {
    let mut reported: Vec<(DeviceKey, u32)> = Vec::new();
    for row in rows {
        let ids = of_row(ids, *row);
        match ids.first().and_then(RowIdentifier::device) {
            Some(device) if ids.iter().all(|id| id.device() == Some(device)) => {
                if ids.iter().any(|id| id.is_further) {
                    reported.push((device, *row));
                }
            }
            // The row is read again, and its error lists the identifiers.
            _ => entries[*row as usize].set(RowStep::Unreadable),
        }
    }
    // No message may say which identifiers another reseller has reported for one device.
    let devices: Vec<DeviceKey> = reported.iter().map(|(device, _)| *device).collect();
    let elsewhere = held_elsewhere(job, &devices)?;
    for (_, row) in reported.iter().filter(|(device, _)| elsewhere.contains(device)) {
        entries[*row as usize].set(RowStep::Unreadable);
    }
    Ok(())
}
