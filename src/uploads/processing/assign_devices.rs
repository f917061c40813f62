//! Assigns a device to each row of a chunk, and creates the devices that don't exist yet.

use std::collections::{HashMap, HashSet};

use super::attempt_error::AttemptError;
use super::chunk_devices::{ChunkDevices, RowDevice, known_devices};
use super::job::Job;
use super::known_devices::{KnownDevices, Verdict};
use super::plan::PlanEntry;
use super::prepared_chunk::PreparedChunk;
use super::row_ids::RowIds;
use crate::domain::device_id::{DeviceId, IdentifierKind, identifier_key};
use crate::domain::identifier_set::IdentifierSet;
use crate::domain::ids::DeviceKey;
use crate::store::registrations::{self, NewIdentifier, identifiers};
use crate::store::{self, Conn};

/// Maximum number of tries, within one transaction, to create devices if other transactions create some of them.
const MAX_TRIES: usize = 5;

/// Returns the devices of the rows of a chunk, without creating any.
pub(crate) fn find(
    conn: &mut Conn,
    job: &Job<'_>,
    chunk: &[PlanEntry],
    prepared: &PreparedChunk,
    verdict: fn(&KnownDevices, &RowIds) -> Verdict,
) -> Result<ChunkDevices, store::Error> {
    let devices = known_devices(conn, chunk)?;
    let mut found = ChunkDevices::of(devices.into_iter().map(RowDevice::from).collect());
    let rows: Vec<Option<RowIds>> = chunk.iter().map(|entry| RowIds::reread(entry, prepared)).collect();
    if rows.iter().all(Option::is_none) {
        return Ok(found);
    }
    let known = KnownDevices::load(conn, job, rows.iter().flatten())?;
    for (device, row) in found.rows.iter_mut().zip(&rows) {
        let Some(row) = row else { continue };
        *device = match verdict(&known, row) {
            Verdict::New => RowDevice::Unknown,
            Verdict::Known(device) | Verdict::Completed { device, .. } => RowDevice::Known(device),
            Verdict::Rejected(error) => RowDevice::Rejected(error),
        };
    }
    Ok(found)
}

/// Returns the devices of the rows of a chunk. Creates those that don't exist yet, and adds identifiers to others.
pub(crate) fn create(
    conn: &mut Conn,
    job: &Job<'_>,
    chunk: &[PlanEntry],
    prepared: &PreparedChunk,
) -> Result<ChunkDevices, AttemptError> {
    if chunk.iter().all(|entry| RowIds::reread(entry, prepared).is_none()) {
        return Ok(ChunkDevices::of(create_plain(conn, chunk)?));
    }
    let rows: Vec<Option<RowIds>> = chunk.iter().map(|entry| RowIds::of(entry, prepared)).collect();
    for _ in 0..MAX_TRIES {
        let known = KnownDevices::load(conn, job, rows.iter().flatten())?;
        let mut additions = Additions::new(job, &known);
        additions.reserve(conn, &rows)?;
        let devices = chunk.iter().zip(&rows).map(|(entry, row)| match row {
            Some(row) => additions.add(row),
            None => Ok(entry.known_device().into()),
        });
        let devices = devices.collect::<Result<Vec<RowDevice>, store::Error>>()?;
        if identifiers::add(conn, &mut additions.identifiers, &additions.created)? {
            return Ok(ChunkDevices { rows: devices, ..additions.devices });
        }
    }
    Err(AttemptError::DeviceTaken)
}

/// Creates devices for identifiers that were unknown when the file was read. Devices that already exist are reused.
fn create_plain(conn: &mut Conn, chunk: &[PlanEntry]) -> Result<Vec<RowDevice>, store::Error> {
    let mut devices: Vec<RowDevice> = chunk.iter().map(|entry| entry.known_device().into()).collect();
    for kind in [IdentifierKind::Imei, IdentifierKind::Meid, IdentifierKind::Serial] {
        let of_kind = |(index, entry): (usize, &PlanEntry)| {
            let id = entry.identifier()?.id().filter(|id| id.kind() == kind)?;
            Some((id.as_str().to_owned(), index))
        };
        let mut new: Vec<(String, usize)> = chunk.iter().enumerate().filter_map(of_kind).collect();
        if new.is_empty() {
            continue;
        }
        // The rows of each destination are sorted, but those of several aren't.
        new.sort_unstable();
        let (values, indexes): (Vec<String>, Vec<usize>) = new.into_iter().unzip();
        for (index, device) in indexes.into_iter().zip(registrations::create_reported(conn, kind, &values)?) {
            devices[index] = RowDevice::Known(device);
        }
    }
    Ok(devices)
}

/// The devices and identifiers that the rows of a chunk add.
struct Additions<'a> {
    job: &'a Job<'a>,
    known: &'a KnownDevices,
    free_ids: std::vec::IntoIter<DeviceKey>,
    created: Vec<(DeviceKey, IdentifierSet)>,
    identifiers: Vec<NewIdentifier>,
    /// The keys that earlier rows of the chunk add.
    added: HashMap<String, DeviceKey>,
    /// The devices that earlier rows of the chunk name.
    named: HashSet<DeviceKey>,
    devices: ChunkDevices,
}

impl<'a> Additions<'a> {
    fn new(job: &'a Job<'a>, known: &'a KnownDevices) -> Additions<'a> {
        Additions {
            job,
            known,
            free_ids: Vec::new().into_iter(),
            created: Vec::new(),
            identifiers: Vec::new(),
            added: HashMap::new(),
            named: HashSet::new(),
            devices: ChunkDevices::of(Vec::new()),
        }
    }

    /// Reserves keys for the devices that these rows create.
    fn reserve(&mut self, conn: &mut Conn, rows: &[Option<RowIds>]) -> Result<(), store::Error> {
        let is_new = |row: &&RowIds| matches!(self.known.to_register(row), Verdict::New);
        let count = rows.iter().flatten().filter(is_new).count();
        self.free_ids = registrations::reserve_device_ids(conn, count)?.into_iter();
        Ok(())
    }

    /// Returns the device of a row, and adds what it needs.
    fn add(&mut self, row: &RowIds) -> Result<RowDevice, store::Error> {
        match self.known.to_register(row) {
            Verdict::Rejected(error) => Ok(RowDevice::Rejected(error)),
            Verdict::Known(device) => {
                self.named.insert(device);
                Ok(RowDevice::Known(device))
            }
            Verdict::New => {
                let earlier = row.finding().find_map(|id| self.added.get(&self.key(row, id)).copied());
                if let Some(device) = earlier {
                    return Ok(RowDevice::Known(device));
                }
                let too_few = || store::Error::inconsistent("too few device IDs were reserved");
                let device = self.free_ids.next().ok_or_else(too_few)?;
                self.created.push((device, row.set()));
                for (position, id) in row.all().iter().enumerate() {
                    self.add_identifier(row, *id, device, position > 0);
                }
                Ok(RowDevice::Known(device))
            }
            Verdict::Completed { device, .. } if !self.named.insert(device) => Ok(RowDevice::Known(device)),
            Verdict::Completed { device, identifiers, added, moved } => {
                for id in added {
                    self.add_identifier(row, id, device, true);
                }
                self.devices.changed.push((device, identifiers));
                self.devices.moved.extend(moved);
                Ok(RowDevice::Completed(device))
            }
        }
    }

    fn add_identifier(&mut self, row: &RowIds, id: DeviceId, device: DeviceKey, is_further: bool) {
        let mut key = self.key(row, id);
        if id.is_weak() && (self.known.is_taken(&key) || self.added.contains_key(&key)) {
            key = identifier_key::of_device(&key, device);
        }
        self.added.insert(key.clone(), device);
        self.identifiers.push(NewIdentifier { kind: id.kind(), key, device, is_further });
    }

    fn key(&self, row: &RowIds, id: DeviceId) -> String {
        row.key(id, self.job.work.reseller)
    }
}
