//! The interface that each kind of work implements.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;

use crate::domain::device_id::Repair;
use crate::domain::identifier_set::Contradiction;
use crate::domain::ids::DeviceKey;
use crate::domain::manifest::single::IdentifiedRow;
use crate::domain::row_error::{Reason, RowError};
use crate::store::submissions::Work;
use crate::store::uploads::Destination;
use crate::store::{self, Conn};
use crate::uploads::processing::attempt_error::AttemptError;
use crate::uploads::processing::chunk_devices::{ChunkDevices, RowDevice, RowOutcome};
use crate::uploads::processing::file_row::{self, FileRow};
use crate::uploads::processing::job::{ChunkResult, Job, Totals};
use crate::uploads::processing::plan::{MAX_IDENTIFIERS, PlanEntry, RowStep};
use crate::uploads::processing::prepared_chunk::PreparedChunk;
use crate::uploads::processing::read_rows::{self, ReadRows};
use crate::uploads::row_routing::RowRouting;
use crate::uploads::services::Services;

/// The destinations of a submission, and the routing that assigns rows to them.
pub(crate) struct Routes {
    pub(crate) routing: RowRouting,
    pub(crate) destinations: Vec<Destination>,
}

/// A kind of work. The methods are in the order in which an attempt calls them.
pub(crate) trait Task: Sync {
    /// Returns whether damaged parts of the submission are skipped. Otherwise, they end the attempt.
    fn tolerates_damage(&self) -> bool {
        false
    }

    /// Loads the destinations and the routing of rows.
    fn routes(&self, services: &Services, work: &Work) -> Result<Routes, store::Error>;

    /// Runs before the file is read.
    fn before_reading(&self, _: &Job<'_>, _: &File) -> Result<(), AttemptError> {
        Ok(())
    }

    /// Reads the rows of the file.
    fn read_rows(&self, job: &Job<'_>, file: &File) -> Result<ReadRows, AttemptError> {
        read_rows::read(job, file)
    }

    /// Sets the steps of rows that break a business rule. The entries are sorted by device.
    fn apply_rules(&self, job: &Job<'_>, entries: &mut [PlanEntry]) -> Result<(), AttemptError>;

    /// Stores the number of repairs of each kind, within the transaction that completes the plan.
    fn store_repairs(
        &self,
        _: &mut Conn,
        _: &Job<'_>,
        _: &BTreeMap<Repair, i64>,
    ) -> Result<(), AttemptError> {
        Ok(())
    }

    /// Returns whether pages show the rows with devices.
    fn shows_rows(&self) -> bool {
        false
    }

    /// Returns the number of rows that each destination still needs, in order.
    fn rows_left(&self, job: &Job<'_>) -> Result<Vec<i64>, AttemptError> {
        Ok(job.destinations.iter().map(|destination| destination.total).collect())
    }

    /// Returns whether the suffixes of new identifiers from earlier chunks have to be indexed.
    fn indexes_suffixes(&self) -> bool {
        false
    }

    /// Returns whether devices are created for unknown identifiers.
    fn creates_devices(&self) -> bool {
        false
    }

    /// Returns whether a row fails, whatever the state of its device.
    fn fails(&self, entry: &PlanEntry) -> bool {
        entry.step().fails()
    }

    /// Reads a failing row again.
    fn read_again(&self, job: &Job<'_>, source: &File, entry: &PlanEntry) -> Result<FileRow, AttemptError> {
        match entry.step() {
            RowStep::Internal => Ok(file_row::read_cells(job, source, entry)),
            _ => file_row::read(job, source, entry),
        }
    }

    /// Assigns a device to each row of a chunk, and creates the devices that don't exist yet.
    fn assign_devices(
        &self,
        conn: &mut Conn,
        job: &Job<'_>,
        chunk: &[PlanEntry],
        prepared: &PreparedChunk,
    ) -> Result<ChunkDevices, AttemptError>;

    /// Writes the devices of rows for one destination. Returns the outcome of each row that has a device. `held`
    /// contains the devices that were already held when the chunk was prepared.
    fn write_devices(
        &self,
        conn: &mut Conn,
        job: &Job<'_>,
        destination: &Destination,
        rows: (&[PlanEntry], &[RowDevice]),
        held: Option<&HashSet<DeviceKey>>,
    ) -> Result<Vec<Option<RowOutcome>>, AttemptError>;

    /// Returns the error for a row without an outcome.
    fn error(
        &self,
        job: &Job<'_>,
        entry: &PlanEntry,
        row: Option<&FileRow>,
    ) -> Result<RowError, AttemptError> {
        planned_error(job, entry, row)
    }

    /// Adds the rows of one destination to its counts.
    fn record(
        &self,
        conn: &mut Conn,
        job: &Job<'_>,
        destination: &Destination,
        done: i64,
        failed: i64,
    ) -> Result<(), AttemptError>;

    /// Finishes the submission within the transaction of its last chunk. Returns `None` if its rows aren't counted.
    fn finish(&self, conn: &mut Conn, job: &Job<'_>) -> Result<Option<Totals>, AttemptError>;

    /// Counts a committed chunk in the metrics.
    fn count(&self, job: &Job<'_>, result: &ChunkResult) {
        result.count(job);
    }
}

/// Returns the error of a row whose identifiers belong to different devices. It names only values of this row, and the
/// lines on which the other devices are.
fn different_devices(row: Option<&FileRow>, lines: [u32; MAX_IDENTIFIERS]) -> RowError {
    let ids = row.and_then(|row| row.device.as_ref()).into_iter().flat_map(IdentifiedRow::ids);
    let (on_lines, others): (Vec<_>, Vec<_>) = ids.zip(lines).partition(|(_, line)| *line > 0);
    let detail = match (&on_lines[..], others.first()) {
        ([(one, first), rest @ ..], other) => match rest.iter().find(|(_, line)| line != first) {
            Some((id, second)) => format!("{one} is on line {first}, and {id} is on line {second}."),
            None => {
                let words = other.map_or("other identifiers", |(id, _)| Contradiction(id.kind()).words());
                format!("{one} is on line {first}, with {words}.")
            }
        },
        _ => String::new(),
    };
    RowError::new(Reason::IdDifferentDevices, detail)
}

/// Returns the error that the plan assigns to a row.
fn planned_error(job: &Job<'_>, entry: &PlanEntry, row: Option<&FileRow>) -> Result<RowError, AttemptError> {
    Ok(match entry.step() {
        RowStep::Repeated(line) => RowError::repeated(u64::from(line)),
        RowStep::DifferentDevices(lines) => different_devices(row, lines),
        RowStep::NotInCatalog => Reason::NotInCatalog.into(),
        RowStep::StcRequired => Reason::StcRequired.into(),
        RowStep::CustomerConflict => Reason::CustomerConflict.into(),
        RowStep::NotFound => Reason::DeviceNotFound.into(),
        RowStep::Internal => RowError::internal(&job.reference()),
        RowStep::Unreadable => row
            .and_then(|row| row.error.clone())
            .ok_or_else(|| job.inconsistent(&format!("line {} of the file has changed", entry.line)))?,
        RowStep::Device(_) | RowStep::New(_) => return Err(AttemptError::DeviceTaken),
    })
}
