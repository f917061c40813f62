//! Deletes devices, for a deletion or a bulk deletion.

use std::collections::HashSet;
use std::fs::File;

use super::contract::{Routes, Task};
use crate::domain::ids::DeviceKey;
use crate::domain::row_error::Reason;
use crate::store::customers::counters;
use crate::store::failed_rows::resolution;
use crate::store::registrations::{self, DeletionChunk};
use crate::store::submissions::Work;
use crate::store::uploads::Destination;
use crate::store::{self, Conn, devices};
use crate::uploads::processing::attempt_error::AttemptError;
use crate::uploads::processing::chunk_devices::{ChunkDevices, RowDevice, RowOutcome, unique};
use crate::uploads::processing::job::{Job, Totals};
use crate::uploads::processing::known_devices::KnownDevices;
use crate::uploads::processing::plan::{PlanEntry, RowStep};
use crate::uploads::processing::prepared_chunk::PreparedChunk;
use crate::uploads::processing::{assign_devices, corrected_lines, rules};
use crate::uploads::row_routing::{NamedCustomers, RowRouting};
use crate::uploads::services::Services;

/// The task that deletes devices of one or several customers.
pub(super) struct Delete;

impl Task for Delete {
    fn routes(&self, _: &Services, work: &Work) -> Result<Routes, store::Error> {
        if !work.kind.is_bulk() {
            let destinations = work.customer.map(Destination::of_customer).into_iter().collect();
            return Ok(Routes { routing: RowRouting::default(), destinations });
        }
        let named = NamedCustomers::parse(work)?;
        let destinations: Vec<Destination> =
            named.customers.iter().map(|(_, customer)| Destination::of_customer(*customer)).collect();
        let routing = RowRouting::new(named, &destinations, work.kind.purpose());
        Ok(Routes { routing, destinations })
    }

    fn before_reading(&self, job: &Job<'_>, file: &File) -> Result<(), AttemptError> {
        corrected_lines::record(job, file)
    }

    /// Fails only rows with unknown identifiers, because the catalog doesn't restrict deletions.
    fn apply_rules(&self, _: &Job<'_>, entries: &mut [PlanEntry]) -> Result<(), AttemptError> {
        rules::mark_unknown(entries, RowStep::NotFound);
        Ok(())
    }

    fn assign_devices(
        &self,
        conn: &mut Conn,
        job: &Job<'_>,
        chunk: &[PlanEntry],
        prepared: &PreparedChunk,
    ) -> Result<ChunkDevices, AttemptError> {
        Ok(assign_devices::find(conn, job, chunk, prepared, KnownDevices::to_delete)?)
    }

    fn write_devices(
        &self,
        conn: &mut Conn,
        job: &Job<'_>,
        destination: &Destination,
        (_, devices): (&[PlanEntry], &[RowDevice]),
        _: Option<&HashSet<DeviceKey>>,
    ) -> Result<Vec<Option<RowOutcome>>, AttemptError> {
        let deleting = DeletionChunk {
            devices: &unique(devices),
            submission: job.work.id,
            customer: destination.customer,
            at: job.services.clock.now(),
        };
        let deleted = registrations::delete(conn, deleting)?;
        devices::further::release(conn, &deleted)?;
        let mut deleted: HashSet<DeviceKey> = deleted.into_iter().collect();
        // The first row of a device is done. For later ones, even with another identifier, the device is already gone.
        let outcome = |device: &RowDevice| match device {
            RowDevice::Rejected(error) => Some(RowOutcome::Rejected { error: error.clone(), holder: None }),
            RowDevice::Unknown => None,
            RowDevice::Known(device) | RowDevice::Completed(device) => Some(match deleted.remove(device) {
                true => RowOutcome::Done,
                false => RowOutcome::Rejected { error: Reason::DeviceNotFound.into(), holder: None },
            }),
        };
        Ok(devices.iter().map(outcome).collect())
    }

    fn record(
        &self,
        conn: &mut Conn,
        _: &Job<'_>,
        destination: &Destination,
        done: i64,
        _: i64,
    ) -> Result<(), AttemptError> {
        match done {
            0 => Ok(()),
            _ => Ok(counters::subtract_deleted(conn, destination.customer, done)?),
        }
    }

    fn finish(&self, conn: &mut Conn, job: &Job<'_>) -> Result<Option<Totals>, AttemptError> {
        let totals = job.finish(conn)?;
        resolution::finish(conn, job.work.id, job.work.correction_of)?;
        job.log_totals(conn, totals)?;
        Ok(Some(totals))
    }
}
