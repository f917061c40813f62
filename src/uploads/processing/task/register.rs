//! Registers devices, for an upload or a bulk upload.

use std::collections::{HashMap, HashSet};
use std::fs::File;

use super::contract::{Routes, Task};
use crate::domain::activity::Activity;
use crate::domain::ids::DeviceKey;
use crate::domain::quantity::number;
use crate::store::customers::counters;
use crate::store::failed_rows::resolution;
use crate::store::registrations::{self, Holder, RegistrationChunk};
use crate::store::submissions::Work;
use crate::store::support::reviews;
use crate::store::uploads::{self, Destination};
use crate::store::{self, Conn};
use crate::uploads::processing::attempt_error::AttemptError;
use crate::uploads::processing::chunk_devices::{
    ChunkDevices, RowDevice, RowOutcome, holders, outcomes, unique,
};
use crate::uploads::processing::job::{Job, Totals};
use crate::uploads::processing::plan::PlanEntry;
use crate::uploads::processing::prepared_chunk::PreparedChunk;
use crate::uploads::processing::{assign_devices, corrected_lines, rules};
use crate::uploads::row_routing::{NamedCustomers, RowRouting};
use crate::uploads::services::Services;

/// Maximum number of tries, within one transaction, to register devices that were rejected but no longer have a holder.
const MAX_TRIES: usize = 5;

/// The task that registers devices for a submission's uploads.
pub(super) struct Register;

impl Task for Register {
    fn routes(&self, services: &Services, work: &Work) -> Result<Routes, store::Error> {
        let destinations = services.db.read(|conn| uploads::list_destinations(conn, work.id))?;
        let has_routing = work.kind.is_bulk() || !work.row_routing.is_empty();
        let routing = match has_routing {
            true => RowRouting::new(NamedCustomers::parse(work)?, &destinations, work.kind.purpose()),
            false => RowRouting::default(),
        };
        Ok(Routes { routing, destinations })
    }

    fn before_reading(&self, job: &Job<'_>, file: &File) -> Result<(), AttemptError> {
        corrected_lines::record(job, file)
    }

    fn shows_rows(&self) -> bool {
        true
    }

    fn apply_rules(&self, job: &Job<'_>, entries: &mut [PlanEntry]) -> Result<(), AttemptError> {
        rules::check_registration(job, entries)
    }

    fn rows_left(&self, job: &Job<'_>) -> Result<Vec<i64>, AttemptError> {
        Ok(job.services.db.read(|conn| uploads::count_unprocessed(conn, job.work.id))?)
    }

    fn indexes_suffixes(&self) -> bool {
        true
    }

    fn creates_devices(&self) -> bool {
        true
    }

    fn assign_devices(
        &self,
        conn: &mut Conn,
        job: &Job<'_>,
        chunk: &[PlanEntry],
        prepared: &PreparedChunk,
    ) -> Result<ChunkDevices, AttemptError> {
        assign_devices::create(conn, job, chunk, prepared)
    }

    fn write_devices(
        &self,
        conn: &mut Conn,
        job: &Job<'_>,
        destination: &Destination,
        (rows, devices): (&[PlanEntry], &[RowDevice]),
        held: Option<&HashSet<DeviceKey>>,
    ) -> Result<Vec<Option<RowOutcome>>, AttemptError> {
        let upload = destination.upload.ok_or_else(|| job.inconsistent("a row has no upload"))?;
        let mut left = unique(devices);
        let mut held_by: HashMap<DeviceKey, Holder> = HashMap::new();
        // A device that was rejected because it was held may be free by the time its holder is looked up.
        for time in 0..MAX_TRIES {
            if left.is_empty() {
                break;
            }
            let registering = RegistrationChunk {
                devices: &left,
                submission: job.work.id,
                customer: destination.customer,
                upload,
                at: job.services.clock.now(),
            };
            left = registrations::register(conn, registering, held.filter(|_| time == 0))?;
            if !left.is_empty() {
                left.sort_unstable();
                held_by.extend(holders(conn, &left)?);
                left.retain(|device| !held_by.contains_key(device));
            }
        }
        let is_held = |device: &RowDevice| matches!(device, RowDevice::Completed(device) if held_by.contains_key(device));
        if !left.is_empty() || devices.iter().any(is_held) {
            return Err(AttemptError::DeviceTaken);
        }
        outcomes(conn, job, destination, rows, devices, &held_by)
    }

    fn record(
        &self,
        conn: &mut Conn,
        job: &Job<'_>,
        destination: &Destination,
        done: i64,
        failed: i64,
    ) -> Result<(), AttemptError> {
        let upload = destination.upload.ok_or_else(|| job.inconsistent("a row has no upload"))?;
        let at = job.services.clock.now();
        counters::add_registered(conn, destination.customer, done, at)?;
        let (verified, failed, is_finished) = uploads::add_processed(conn, upload, done, failed, at)?;
        if is_finished {
            if failed > 0 {
                reviews::mark_due(conn, upload, job.work.reseller, at)?;
            }
            let detail = format!("{} verified, {} failed", number(verified), number(failed));
            job.log(conn, Activity::UploadFinished, &upload.to_string(), &detail)?;
        }
        Ok(())
    }

    fn finish(&self, conn: &mut Conn, job: &Job<'_>) -> Result<Option<Totals>, AttemptError> {
        let totals = job.finish(conn)?;
        resolution::finish(conn, job.work.id, job.work.correction_of)?;
        if job.work.kind.is_bulk() {
            job.log_totals(conn, totals)?;
        }
        Ok(Some(totals))
    }
}
