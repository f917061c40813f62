//! Checks a file. Every row gets the outcome that it would have if the file were uploaded now, but nothing is
//! registered.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;

use super::contract::{Routes, Task};
use crate::domain::activity::Activity;
use crate::domain::device_id::Repair;
use crate::domain::ids::DeviceKey;
use crate::domain::quantity::number;
use crate::store::failed_rows::resolution;
use crate::store::submissions::{self, Work, checked_lines, checks, queue};
use crate::store::uploads::Destination;
use crate::store::{self, Conn};
use crate::uploads::check_record::CheckPlan;
use crate::uploads::processing::attempt_error::AttemptError;
use crate::uploads::processing::chunk_devices::{
    ChunkDevices, RowDevice, RowOutcome, holders, outcomes, unique,
};
use crate::uploads::processing::job::{ChunkResult, Job, Totals};
use crate::uploads::processing::known_devices::KnownDevices;
use crate::uploads::processing::plan::PlanEntry;
use crate::uploads::processing::prepared_chunk::PreparedChunk;
use crate::uploads::processing::{assign_devices, corrected_lines, rules};
use crate::uploads::row_routing::RowRouting;
use crate::uploads::services::Services;

/// The task that checks a file.
pub(super) struct DryRun;

impl Task for DryRun {
    fn routes(&self, _: &Services, work: &Work) -> Result<Routes, store::Error> {
        let CheckPlan { named, uploads } = CheckPlan::read(&work.row_routing)?;
        let destinations: Vec<Destination> = uploads.into_iter().map(Into::into).collect();
        let routing = named.map_or_else(RowRouting::default, |named| {
            RowRouting::new(named, &destinations, work.kind.purpose())
        });
        Ok(Routes { routing, destinations })
    }

    fn shows_rows(&self) -> bool {
        true
    }

    fn before_reading(&self, job: &Job<'_>, file: &File) -> Result<(), AttemptError> {
        corrected_lines::record(job, file)
    }

    fn apply_rules(&self, job: &Job<'_>, entries: &mut [PlanEntry]) -> Result<(), AttemptError> {
        rules::check_registration(job, entries)
    }

    fn store_repairs(
        &self,
        conn: &mut Conn,
        job: &Job<'_>,
        counts: &BTreeMap<Repair, i64>,
    ) -> Result<(), AttemptError> {
        let counts = serde_json::to_string(counts).map_err(|error| job.inconsistent(&error.to_string()))?;
        Ok(checks::set_repairs(conn, job.work.id, &counts)?)
    }

    fn assign_devices(
        &self,
        conn: &mut Conn,
        job: &Job<'_>,
        chunk: &[PlanEntry],
        prepared: &PreparedChunk,
    ) -> Result<ChunkDevices, AttemptError> {
        Ok(assign_devices::find(conn, job, chunk, prepared, KnownDevices::to_register)?)
    }

    fn write_devices(
        &self,
        conn: &mut Conn,
        job: &Job<'_>,
        destination: &Destination,
        (rows, devices): (&[PlanEntry], &[RowDevice]),
        _: Option<&HashSet<DeviceKey>>,
    ) -> Result<Vec<Option<RowOutcome>>, AttemptError> {
        let holders = holders(conn, &unique(devices))?;
        let mut outcomes = outcomes(conn, job, destination, rows, devices, &holders)?;
        for (outcome, entry) in outcomes.iter_mut().zip(rows) {
            if outcome.is_none() && !entry.step().fails() {
                *outcome = Some(RowOutcome::Done);
            }
        }
        Ok(outcomes)
    }

    /// Does nothing, because a check doesn't change any counts.
    fn record(&self, _: &mut Conn, _: &Job<'_>, _: &Destination, _: i64, _: i64) -> Result<(), AttemptError> {
        Ok(())
    }

    fn finish(&self, conn: &mut Conn, job: &Job<'_>) -> Result<Option<Totals>, AttemptError> {
        if !queue::mark_checked(conn, job.lease, job.services.clock.now())? {
            return Err(AttemptError::LeaseLost);
        }
        checked_lines::finish(conn, job.work.id)?;
        if job.work.correction_of.is_some() {
            resolution::mark_done_before(conn, job.work.id)?;
            resolution::recount(conn, job.work.id)?;
        }
        let (rows, failed) = submissions::load_counts(conn, job.work.id)?;
        let detail = format!("{} ready, {} failed", number(rows - failed), number(failed));
        job.log(conn, Activity::CheckFinished, &job.work.id.to_string(), &detail)?;
        Ok(None)
    }

    fn count(&self, _: &Job<'_>, _: &ChunkResult) {}
}
