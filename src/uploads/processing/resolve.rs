//! From bytes to the plan: every row is read, every identifier looked up in sorted order, and every row gets its
//! step. Read only until the plan is stored.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;

use super::job::{Job, Trouble};
use super::plan::{self, Entry, PART_ROWS, pack};
use super::row_quota::Room;
use super::rules::{judge_known, judge_new, mark_repeats};
use crate::domain::device_id::{Key, Kind, Notice};
use crate::domain::manifest::Rows;
use crate::fail_points::Step;
use crate::parallel::in_halves;
use crate::store::failed_rows::repairs::{self, NewNotice};
use crate::store::submissions::{checks, plans, queue};
use crate::store::{self, devices, registrations};
use crate::uploads::{row_routing, stored_file};

/// So many identifiers are looked up together.
pub(crate) const LOOK_UP: usize = 5_000;

/// Parts of the plan that are stored together: 2.5 MB, which hold the writer for some milliseconds.
const PARTS: usize = 8;

/// Where a row is that is gone from the file.
pub(crate) const GONE: u64 = u64::MAX;

/// A further identifier of a row, to be compared with the first.
struct Further {
    first: Key,
    other: Key,
    kind: Kind,
    line: u32,
}

/// What reading gives.
#[derive(Default)]
struct Read {
    /// Every row, as new or as failing by itself.
    entries: Vec<Entry>,
    different: HashSet<u32>,
    notices: Vec<(i64, &'static str, u16)>,
    noticed: HashMap<(u16, &'static str), i64>,
}

/// Resolves a waiting submission: afterwards its plan is stored and its phase is `resolved`.
pub(crate) fn resolve(job: &Job<'_>, file: &File) -> Result<(), Trouble> {
    let mut read = if job.is_given_up() { give_up(job, file)? } else { read(job, file)? };
    if read.entries.len() as i64 != job.work.rows_total {
        let counted = format!("{} rows planned of {} accepted", read.entries.len(), job.work.rows_total);
        return Err(store::Error::broken(counted).into());
    }
    plan(job, &mut read)?;
    keep(job, &read)
}

/// Reads every row of the file.
fn read(job: &Job<'_>, file: &File) -> Result<Read, Trouble> {
    let mut read = Read { entries: Vec::with_capacity(job.work.rows_total as usize), ..Read::default() };
    let mut further = Vec::new();
    let mut rows = Rows::new(stored_file::buffered(file)?, job.layout)?;
    while let Some(row) = rows.next_row()? {
        let row_routing::ReadRow { upload, device } = job.groups.read(job.layout, row);
        match device {
            Err(_) => read.entries.push(Entry::new(upload, row.line, row.offset, plan::Step::Unreadable)),
            Ok(device) => {
                let key = Key::of(&device.id);
                read.entries.push(Entry::new(upload, row.line, row.offset, plan::Step::New(key)));
                read.note(row.line, upload, device.notice);
                for (_, other) in &device.others {
                    let (other, kind) = (Key::of(other), other.kind());
                    further.push(Further { first: key, other, kind, line: row.line });
                }
            }
        }
        if further.len() >= LOOK_UP {
            job.check_stop()?;
            compare(job, &mut further, &mut read.different)?;
        }
    }
    compare(job, &mut further, &mut read.different)?;
    Ok(read)
}

impl Read {
    fn note(&mut self, line: u32, upload: u16, notice: Option<Notice>) {
        if let Some(notice) = notice {
            if self.notices.len() < repairs::KEPT {
                self.notices.push((i64::from(line), notice.word(), upload));
            }
            *self.noticed.entry((upload, notice.word())).or_default() += 1;
        }
    }
}

/// Only where rows begin: what is in them brought down every attempt so far. The file itself may be what is broken:
/// rows that cannot be found in it any more are numbered on, so that each has its place.
fn give_up(job: &Job<'_>, file: &File) -> Result<Read, Trouble> {
    let mut read = Read::default();
    let (rows_total, mut line) = (job.work.rows_total as usize, job.layout.first_row_line);
    let mut room = Room::new(job.batches.iter().map(|batch| batch.total));
    if let Ok(mut rows) = Rows::new(stored_file::buffered(file)?, job.layout) {
        while let Ok(Some(row)) = rows.next_row()
            && read.entries.len() < rows_total
        {
            let upload = room.take(job.groups.place(job.layout, row));
            read.entries.push(Entry::new(upload, row.line, row.offset, plan::Step::Internal));
            line = row.line + 1;
        }
    }
    let numbered = (line..).take(rows_total - read.entries.len());
    read.entries.extend(numbered.map(|line| Entry::new(room.any(), line, GONE, plan::Step::Internal)));
    Ok(read)
}

/// Finds the rows whose further identifiers belong to another device than the first, as far as the catalog knows.
fn compare(job: &Job<'_>, further: &mut Vec<Further>, different: &mut HashSet<u32>) -> Result<(), Trouble> {
    let mut keys: Vec<Key> = further.iter().flat_map(|row| [row.first, row.other]).collect();
    keys.sort_unstable();
    keys.dedup();
    let known = look_up(job, &keys)?;
    let first_of = |row: &Further| known.get(&row.first.text()).filter(|known| known.source == "catalog");
    let mut ids: Vec<i64> =
        further.iter().filter_map(|row| first_of(row).map(|known| known.device)).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = job.services.db.read(|conn| devices::by_ids(conn, &ids))?;
    let by_id: HashMap<i64, devices::DeviceRow> =
        rows.into_iter().map(|device| (device.id, device)).collect();
    for row in further.drain(..) {
        let first = first_of(&row);
        let other = known.get(&row.other.text()).filter(|known| known.source == "catalog");
        let differ = match (first, other) {
            (Some(first), Some(other)) => first.device != other.device,
            (None, Some(_)) => true,
            (Some(first), None) => by_id.get(&first.device).is_some_and(|device| !has_room(device, row.kind)),
            (None, None) => false,
        };
        if differ {
            different.insert(row.line);
        }
    }
    Ok(())
}

/// Whether the catalog leaves open what identifier of this kind the device has.
fn has_room(device: &devices::DeviceRow, kind: Kind) -> bool {
    match kind {
        Kind::Imei => device.imei1.is_none() || device.imei2.is_none(),
        Kind::Meid => device.meid.is_none(),
        Kind::Serial => device.serial.is_none(),
    }
}

fn look_up(job: &Job<'_>, keys: &[Key]) -> Result<HashMap<String, registrations::Known>, Trouble> {
    let values: Vec<String> = keys.iter().map(|key| key.text()).collect();
    let known = job.services.db.read(|conn| registrations::look_up(conn, &values))?;
    Ok(known.into_iter().map(|known| (known.value.clone(), known)).collect())
}

/// Gives every row its step, and brings them into the order of work.
fn plan(job: &Job<'_>, read: &mut Read) -> Result<(), Trouble> {
    let entries = &mut read.entries;
    entries.sort_unstable_by_key(|entry| (entry.device(), entry.line));
    let with_identifier = entries.partition_point(|entry| matches!(entry.step(), plan::Step::New(_)));
    in_halves(&mut entries[..with_identifier], |some| find_devices(job, some))?;
    if !read.different.is_empty() {
        for entry in entries.iter_mut().filter(|entry| read.different.contains(&entry.line)) {
            entry.set(plan::Step::DifferentDevices);
        }
    }
    mark_repeats(job, entries)?;
    judge_new(job, entries);
    if !job.kind.is_deletion() {
        in_halves(entries, |some| judge_known(job, some))?;
    }
    entries.sort_unstable_by_key(Entry::order);
    Ok(())
}

/// Finds the devices of identifiers, in the order in which the table has them.
fn find_devices(job: &Job<'_>, entries: &mut [Entry]) -> Result<(), Trouble> {
    for some in entries.chunks_mut(LOOK_UP) {
        job.check_stop()?;
        let values: Vec<String> = some.iter().filter_map(Entry::identifier).map(Key::text).collect();
        let devices = job.services.db.read(|conn| registrations::owners(conn, &values))?;
        for (entry, device) in some.iter_mut().zip(devices) {
            if let Some(device) = device {
                entry.set(plan::Step::Device(device));
            }
        }
    }
    Ok(())
}

/// Stores plan and notices. Every write renews the claim first: whoever lost it writes nothing.
fn keep(job: &Job<'_>, read: &Read) -> Result<(), Trouble> {
    let id = job.work.id;
    let held = |conn: &mut store::Conn| match queue::renew(conn, job.claim)? {
        true => Ok(()),
        false => Err(Trouble::Lost),
    };
    job.services.db.step(Step::PlanBegin, |conn| {
        held(conn)?;
        plans::delete(conn, id).map_err(Trouble::from)
    })?;
    for (number, parts) in read.entries.chunks(PART_ROWS * PARTS).enumerate() {
        let packed: Vec<Vec<u8>> = parts.chunks(PART_ROWS).map(pack).collect();
        job.services.db.step(Step::PlanPart, |conn| {
            held(conn)?;
            for (bytes, part) in packed.iter().zip(number * PARTS..) {
                plans::put(conn, id, part as i64, bytes)?;
            }
            Ok::<_, Trouble>(())
        })?;
    }
    let upload_id = |place: u16| match job.batch(place) {
        Ok(upload) => Ok(upload.map(|upload| upload.id).filter(|id| *id != 0)),
        Err(trouble) => Err(trouble),
    };
    let mut counted = Vec::new();
    for ((place, kind), count) in &read.noticed {
        counted.extend(upload_id(*place)?.map(|upload| (upload, *kind, *count)));
    }
    let mut lines = Vec::with_capacity(read.notices.len());
    for (line, kind, place) in &read.notices {
        lines.push(NewNotice { submission_id: id, line: *line, kind, upload_id: upload_id(*place)? });
    }
    let mut by_kind: BTreeMap<&str, i64> = BTreeMap::new();
    for ((_, kind), count) in &read.noticed {
        *by_kind.entry(kind).or_default() += count;
    }
    let noticed = serde_json::to_string(&by_kind).map_err(|e| store::Error::broken(e.to_string()))?;
    job.services.db.step(Step::Plan, |conn| {
        repairs::write(conn, &lines, &counted)?;
        if job.is_check {
            checks::set_noticed(conn, id, &noticed)?;
        }
        match queue::resolved(conn, job.claim, job.services.clock.now())? {
            true => Ok(()),
            false => Err(Trouble::Lost),
        }
    })
}
