//! From bytes to the plan: every row is read, every identifier looked up in sorted order, and every row gets its
//! step. Read only until the plan is stored.

use std::collections::{HashMap, HashSet};
use std::fs::File;

use super::file;
use super::plan::{Entry, PART_ROWS, Step, pack};
use super::process::{Job, Trouble};
use crate::config::Verification;
use crate::domain::device_id::{Key, Kind, Notice};
use crate::domain::manifest::{Rows, single};
use crate::store::{self, devices, ingest, plans, queue, row_notices};

/// So many identifiers are looked up together.
const LOOK_UP: usize = 5_000;

/// Where a row is that is gone from the file.
const NOWHERE: u64 = u64::MAX;

/// A row with an identifier.
struct Found {
    key: Key,
    line: u32,
    offset: u64,
}

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
    found: Vec<Found>,
    unreadable: Vec<(u32, u64)>,
    different: HashSet<u32>,
    notices: Vec<(i64, &'static str)>,
    noticed: HashMap<&'static str, i64>,
}

/// Resolves a waiting submission: afterwards its plan is stored and its phase is `resolved`.
pub(super) fn resolve(job: &Job<'_>, file: &File) -> Result<(), Trouble> {
    let read = if job.is_given_up() { give_up(job, file)? } else { read(job, file)? };
    let entries = plan(job, &read)?;
    if entries.len() as i64 != job.work.rows_total {
        let counted = format!("{} rows planned of {} accepted", entries.len(), job.work.rows_total);
        return Err(store::Error::broken(counted).into());
    }
    keep(job, &read, &entries)
}

/// Reads every row of the file.
fn read(job: &Job<'_>, file: &File) -> Result<Read, Trouble> {
    let mut read = Read { found: Vec::with_capacity(job.work.rows_total as usize), ..Read::default() };
    let mut further = Vec::new();
    let mut rows = Rows::new(file::buffered(file)?, job.layout)?;
    while let Some(row) = rows.next_row()? {
        match single::read_row(job.layout, row) {
            Err(_) => read.unreadable.push((row.line, row.offset)),
            Ok(device) => {
                let key = Key::of(&device.id);
                read.found.push(Found { key, line: row.line, offset: row.offset });
                read.note(row.line, device.notice);
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
    fn note(&mut self, line: u32, notice: Option<Notice>) {
        if let Some(notice) = notice {
            if self.notices.len() < row_notices::KEPT {
                self.notices.push((i64::from(line), notice.word()));
            }
            *self.noticed.entry(notice.word()).or_default() += 1;
        }
    }
}

/// Only where rows begin: what is in them brought down every attempt so far. The file itself may be what is broken:
/// rows that cannot be found in it any more are numbered on, so that each has its place.
fn give_up(job: &Job<'_>, file: &File) -> Result<Read, Trouble> {
    let mut read = Read::default();
    let (rows_total, mut line) = (job.work.rows_total as usize, job.layout.first_row_line);
    if let Ok(mut rows) = Rows::new(file::buffered(file)?, job.layout) {
        while let Ok(Some(row)) = rows.next_row()
            && read.unreadable.len() < rows_total
        {
            read.unreadable.push((row.line, row.offset));
            line = row.line + 1;
        }
    }
    let numbered = (line..).take(rows_total - read.unreadable.len());
    read.unreadable.extend(numbered.map(|line| (line, NOWHERE)));
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
    let rows = job.desk.db.read(|conn| devices::any_by_ids(conn, &ids))?;
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

fn look_up(job: &Job<'_>, keys: &[Key]) -> Result<HashMap<String, ingest::Known>, Trouble> {
    let values: Vec<String> = keys.iter().map(|key| key.text()).collect();
    let known = job.desk.db.read(|conn| ingest::look_up(conn, &values))?;
    Ok(known.into_iter().map(|known| (known.value.clone(), known)).collect())
}

/// Gives every row its step, in the order of work.
fn plan(job: &Job<'_>, read: &Read) -> Result<Vec<Entry>, Trouble> {
    let by_itself = if job.is_given_up() { Step::Internal } else { Step::Unreadable };
    let mut entries = Vec::with_capacity(job.work.rows_total as usize);
    entries.extend(read.unreadable.iter().map(|(line, offset)| Entry {
        upload: 0,
        line: *line,
        offset: *offset,
        step: by_itself,
    }));
    let mut order: Vec<u32> = (0..read.found.len() as u32).collect();
    let row = |place: &u32| &read.found[*place as usize];
    order.sort_unstable_by_key(|place| (row(place).key, row(place).line));
    let mut refused: HashMap<i64, Step> = HashMap::new();
    let mut rest = &order[..];
    while !rest.is_empty() {
        job.check_stop()?;
        // Rows of one identifier stay together.
        let mut end = rest.len().min(LOOK_UP);
        while end < rest.len() && row(&rest[end]).key == row(&rest[end - 1]).key {
            end += 1;
        }
        let (these, later) = rest.split_at(end);
        let mut keys: Vec<Key> = these.iter().map(|place| row(place).key).collect();
        keys.dedup();
        let known = look_up(job, &keys)?;
        for found in these.iter().map(row) {
            let step = if read.different.contains(&found.line) {
                Step::DifferentDevices
            } else {
                step_of(job, found.key, &known, &mut refused)?
            };
            entries.push(Entry { upload: 0, line: found.line, offset: found.offset, step });
        }
        rest = later;
    }
    mark_repeats(&mut entries);
    for entry in &mut entries {
        if let Step::Device(id) = entry.step
            && let Some(step) = refused.get(&id)
        {
            entry.step = *step;
        } else if matches!(entry.step, Step::New(_)) && rule(job) == Verification::Catalog {
            entry.step = Step::NotInCatalog;
        }
    }
    entries.sort_unstable_by_key(Entry::order);
    Ok(entries)
}

fn rule(job: &Job<'_>) -> Verification {
    Verification::from_word(&job.work.verification)
}

/// The device of an identifier; notes in `refused` what the catalog says against registering it.
fn step_of(
    job: &Job<'_>,
    key: Key,
    known: &HashMap<String, ingest::Known>,
    refused: &mut HashMap<i64, Step>,
) -> Result<Step, Trouble> {
    let Some(known) = known.get(&key.text()) else { return Ok(Step::New(key)) };
    if rule(job) == Verification::Catalog && known.source != "catalog" {
        refused.insert(known.device, Step::NotInCatalog);
    } else if known.edition.as_deref().is_some_and(is_enterprise) && job.batch(0)?.stc.is_none() {
        refused.insert(known.device, Step::StcRequired);
    }
    Ok(Step::Device(known.device))
}

/// Whether an edition is Enterprise Edition: `EE`, `Enterprise` or `Enterprise Edition`, in any case.
fn is_enterprise(edition: &str) -> bool {
    ["ee", "enterprise", "enterprise edition"].iter().any(|name| edition.trim().eq_ignore_ascii_case(name))
}

/// By device the first line wins; later ones fail, whatever becomes of the first.
fn mark_repeats(entries: &mut [Entry]) {
    entries.sort_unstable_by_key(|entry| (entry.order(), entry.line));
    let mut first: Option<(Step, u32)> = None;
    for entry in entries {
        if !matches!(entry.step, Step::Device(_) | Step::New(_)) {
            continue;
        }
        match first {
            Some((step, line)) if step == entry.step => entry.step = Step::Repeated(line),
            _ => first = Some((entry.step, entry.line)),
        }
    }
}

/// Stores plan and notices. Every write renews the claim first: whoever lost it writes nothing.
fn keep(job: &Job<'_>, read: &Read, entries: &[Entry]) -> Result<(), Trouble> {
    let id = job.work.id;
    let held = |conn: &mut store::Conn| match queue::any_renew(conn, job.claim)? {
        true => Ok(()),
        false => Err(Trouble::Lost),
    };
    job.desk.db.write(|conn| {
        held(conn)?;
        plans::any_delete(conn, id).map_err(Trouble::from)
    })?;
    for (number, part) in entries.chunks(PART_ROWS).enumerate() {
        let bytes = pack(part);
        job.desk.db.write(|conn| {
            held(conn)?;
            plans::any_put(conn, id, number as i64, &bytes).map_err(Trouble::from)
        })?;
    }
    let counted: Vec<(&'static str, i64)> =
        read.noticed.iter().map(|(kind, count)| (*kind, *count)).collect();
    let upload = job.batch(0)?.id;
    job.desk.db.write(|conn| {
        row_notices::any_write(conn, id, upload, &read.notices, &counted)?;
        match queue::any_resolved(conn, job.claim, job.desk.clock.now())? {
            true => Ok(()),
            false => Err(Trouble::Lost),
        }
    })
}
