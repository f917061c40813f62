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
use crate::store::{self, Conn};
use crate::uploads::processing::attempt_error::AttemptError;
use crate::uploads::processing::chunk_devices::{RowOutcome, known_devices, unique};
use crate::uploads::processing::job::{Job, Totals};
use crate::uploads::processing::plan::{PlanEntry, RowStep};
use crate::uploads::processing::{corrected_lines, rules};
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

    fn write_devices(
        &self,
        conn: &mut Conn,
        job: &Job<'_>,
        destination: &Destination,
        rows: &[PlanEntry],
        _: Option<&HashSet<DeviceKey>>,
    ) -> Result<Vec<Option<RowOutcome>>, AttemptError> {
        let devices = known_devices(conn, rows)?;
        let deleting = DeletionChunk {
            devices: &unique(&devices),
            submission: job.work.id,
            customer: destination.customer,
            at: job.services.clock.now(),
        };
        let mut deleted: HashSet<DeviceKey> = registrations::delete(conn, deleting)?.into_iter().collect();
        // The first row of a device is done. For later ones, even with another identifier, the device is already gone.
        let outcome = |device: Option<DeviceKey>| match deleted.remove(&device?) {
            true => Some(RowOutcome::Done),
            false => Some(RowOutcome::Rejected { error: Reason::DeviceNotFound.into(), holder: None }),
        };
        Ok(devices.into_iter().map(outcome).collect())
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
