//! Ends a submission that made no progress in [`MAX_ATTEMPTS`](crate::uploads::processing::job::MAX_ATTEMPTS) attempts.
//! Its remaining rows fail with a reference.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;

use super::contract::{Routes, Task};
use crate::domain::device_id::Repair;
use crate::domain::ids::DeviceKey;
use crate::domain::manifest::{Rows, devices};
use crate::domain::row_error::RowError;
use crate::store::submissions::Work;
use crate::store::uploads::{self, Destination};
use crate::store::{self, Conn};
use crate::uploads::processing::attempt_error::AttemptError;
use crate::uploads::processing::chunk_devices::{ChunkDevices, RowDevice, RowOutcome};
use crate::uploads::processing::file_row::{self, FileRow};
use crate::uploads::processing::job::{ChunkResult, Job, Totals};
use crate::uploads::processing::plan::{PlanEntry, RowStep};
use crate::uploads::processing::prepared_chunk::PreparedChunk;
use crate::uploads::processing::read_rows::{LOST_OFFSET, ReadRows};
use crate::uploads::processing::row_quota::RowQuota;
use crate::uploads::row_routing::RowRouting;
use crate::uploads::services::Services;
use crate::uploads::stored_file;

/// The task that fails the remaining rows of another task, which still counts them.
pub(super) struct GiveUp(pub(super) Box<dyn Task>);

impl Task for GiveUp {
    fn tolerates_damage(&self) -> bool {
        true
    }

    fn routes(&self, services: &Services, work: &Work) -> Result<Routes, store::Error> {
        match self.0.routes(services, work) {
            // The stored customers are damaged, so only the uploads can be used.
            Err(error) if !error.is_transient() => {
                let destinations = services.db.read(|conn| uploads::list_destinations(conn, work.id))?;
                Ok(Routes { routing: RowRouting::default(), destinations })
            }
            routes => routes,
        }
    }

    fn before_reading(&self, job: &Job<'_>, file: &File) -> Result<(), AttemptError> {
        self.0.before_reading(job, file)
    }

    /// Reads only the offsets and destinations of rows, because reading their identifiers may be what ended every
    /// attempt so far. The file itself may be damaged, so rows that can't be found are numbered consecutively.
    fn read_rows(&self, job: &Job<'_>, file: &File) -> Result<ReadRows, AttemptError> {
        let mut read = ReadRows::default();
        let (rows_total, mut line) = (job.work.rows_total as usize, job.layout.first_row_line);
        let mut quota = RowQuota::new(job.destinations.iter().map(|destination| destination.total).collect());
        if let Ok(mut rows) = Rows::new(stored_file::rewind_buffered(file)?, job.layout) {
            while let Ok(Some(row)) = rows.next_row()
                && read.entries.len() < rows_total
            {
                let destination = job.routing.destination(job.layout, row);
                let left = rows_total - read.entries.len();
                for (_, slot) in (0..devices::count(job.layout, row).min(left)).zip(0..=u8::MAX) {
                    let destination = quota.take(destination);
                    let entry = PlanEntry::new(destination, row.line, row.offset, RowStep::Internal);
                    read.entries.push(entry.at_slot(slot));
                }
                line = row.line + 1;
            }
        }
        let numbered = (line..).take(rows_total - read.entries.len());
        let lost = |line| PlanEntry::new(quota.take_any(), line, LOST_OFFSET, RowStep::Internal);
        read.entries.extend(numbered.map(lost));
        Ok(read)
    }

    fn apply_rules(&self, _: &Job<'_>, _: &mut [PlanEntry]) -> Result<(), AttemptError> {
        Ok(())
    }

    fn store_repairs(
        &self,
        conn: &mut Conn,
        job: &Job<'_>,
        counts: &BTreeMap<Repair, i64>,
    ) -> Result<(), AttemptError> {
        self.0.store_repairs(conn, job, counts)
    }

    fn rows_left(&self, job: &Job<'_>) -> Result<Vec<i64>, AttemptError> {
        self.0.rows_left(job)
    }

    /// Returns the other task's value, because earlier attempts may have created devices.
    fn indexes_suffixes(&self) -> bool {
        self.0.indexes_suffixes()
    }

    fn fails(&self, _: &PlanEntry) -> bool {
        true
    }

    fn read_again(&self, job: &Job<'_>, source: &File, entry: &PlanEntry) -> Result<FileRow, AttemptError> {
        Ok(file_row::read_cells(job, source, entry))
    }

    fn assign_devices(
        &self,
        _: &mut Conn,
        _: &Job<'_>,
        chunk: &[PlanEntry],
        _: &PreparedChunk,
    ) -> Result<ChunkDevices, AttemptError> {
        Ok(ChunkDevices::of(vec![RowDevice::Unknown; chunk.len()]))
    }

    fn write_devices(
        &self,
        _: &mut Conn,
        _: &Job<'_>,
        _: &Destination,
        _: (&[PlanEntry], &[RowDevice]),
        _: Option<&HashSet<DeviceKey>>,
    ) -> Result<Vec<Option<RowOutcome>>, AttemptError> {
        Ok(Vec::new())
    }

    fn error(&self, job: &Job<'_>, _: &PlanEntry, _: Option<&FileRow>) -> Result<RowError, AttemptError> {
        Ok(RowError::internal(&job.reference()))
    }

    fn record(
        &self,
        conn: &mut Conn,
        job: &Job<'_>,
        destination: &Destination,
        done: i64,
        failed: i64,
    ) -> Result<(), AttemptError> {
        self.0.record(conn, job, destination, done, failed)
    }

    fn finish(&self, conn: &mut Conn, job: &Job<'_>) -> Result<Option<Totals>, AttemptError> {
        self.0.finish(conn, job)
    }

    fn count(&self, job: &Job<'_>, result: &ChunkResult) {
        self.0.count(job, result);
    }
}
