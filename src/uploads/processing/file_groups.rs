//! Groups the rows of a file that name the same device with different identifiers.

use std::collections::{HashMap, HashSet};

use super::attempt_error::AttemptError;
use super::job::Job;
use super::plan::{MAX_IDENTIFIERS, PlanEntry, RowStep};
use super::read_rows::{RowIdentifier, of_row};
use crate::domain::device_id::PackedId;
use crate::domain::identifier_set::IdentifierSet;
use crate::domain::ids::DeviceKey;

/// A device as a row names it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Name {
    Device(DeviceKey),
    /// An identifier that belongs to no device yet.
    Identifier(PackedId),
}

impl Name {
    fn of(id: &RowIdentifier) -> Name {
        id.device().map_or(Name::Identifier(id.key), Name::Device)
    }
}

/// The rows of one device, in the order of the file.
struct Group {
    first_line: u32,
    identifiers: IdentifierSet,
    rows: Vec<u32>,
}

/// How a row relates to earlier ones.
enum Relation {
    /// Its device isn't on an earlier line.
    First,
    /// Its device is that of an earlier group.
    Same(usize, IdentifierSet),
    /// Its identifiers belong to different devices.
    Different([u32; MAX_IDENTIFIERS]),
}

/// The devices on the lines so far.
#[derive(Default)]
struct Groups {
    groups: Vec<Group>,
    names: HashMap<Name, usize>,
}

/// Fails rows whose device is on an earlier line, or whose identifiers belong to the devices of several lines. `rows`
/// are in order, and contain all rows that share a device or an identifier.
pub(crate) fn mark(
    job: &Job<'_>,
    entries: &mut [PlanEntry],
    ids: &[RowIdentifier],
    rows: &[u32],
) -> Result<(), AttemptError> {
    let mut lines = Groups::default();
    for row in rows {
        let (entry, ids) = (&mut entries[*row as usize], of_row(ids, *row));
        if entry.step().fails() {
            continue;
        }
        match lines.relation(ids) {
            Relation::First => lines.add(*row, entry.line, ids),
            Relation::Same(group, identifiers) => {
                lines.names.extend(ids.iter().map(|id| (Name::of(id), group)));
                lines.groups[group].identifiers = identifiers;
                lines.groups[group].rows.push(*row);
            }
            Relation::Different(lines) => entry.set(RowStep::DifferentDevices(lines)),
        }
    }
    for group in lines.groups {
        let mut customers = HashSet::new();
        for row in &group.rows {
            let destination = job.destination(entries[*row as usize].destination)?;
            customers.insert(destination.map(|destination| destination.customer));
        }
        let (failing, step) = match customers.len() {
            0 | 1 => (&group.rows[1..], RowStep::Repeated(group.first_line)),
            _ => (&group.rows[..], RowStep::CustomerConflict),
        };
        failing.iter().for_each(|row| entries[*row as usize].set(step));
    }
    Ok(())
}

impl Groups {
    fn relation(&self, ids: &[RowIdentifier]) -> Relation {
        let group = |id: &RowIdentifier| self.names.get(&Name::of(id)).copied();
        let mut lines = [0; MAX_IDENTIFIERS];
        for (id, group) in ids.iter().filter_map(|id| Some((id, group(id)?))) {
            if let Some(line) = lines.get_mut(usize::from(id.position)) {
                *line = self.groups[group].first_line;
            }
        }
        let groups: HashSet<usize> = ids.iter().filter_map(group).collect();
        let devices: HashSet<DeviceKey> = ids.iter().filter_map(RowIdentifier::device).collect();
        let Some(first) = groups.iter().next().copied() else { return Relation::First };
        if groups.len() > 1 || devices.len() > 1 {
            return Relation::Different(lines);
        }
        let mut identifiers = self.groups[first].identifiers.clone();
        let new = ids.iter().filter(|id| group(id).is_none()).filter_map(|id| id.key.id());
        match new.into_iter().try_for_each(|id| identifiers.add(id)) {
            Ok(()) => Relation::Same(first, identifiers),
            Err(_) => Relation::Different(lines),
        }
    }

    /// Adds the first row of a device. A row whose identifiers already belong to several devices doesn't stand for any
    /// of them.
    fn add(&mut self, row: u32, line: u32, ids: &[RowIdentifier]) {
        let devices: HashSet<DeviceKey> = ids.iter().filter_map(RowIdentifier::device).collect();
        if devices.len() > 1 {
            return;
        }
        let mut identifiers = IdentifierSet::default();
        for id in ids.iter().filter_map(|id| id.key.id()) {
            // A row has no more identifiers of a kind than a device.
            let _ = identifiers.add(id);
        }
        self.names.extend(ids.iter().map(|id| (Name::of(id), self.groups.len())));
        self.groups.push(Group { first_line: line, identifiers, rows: vec![row] });
    }
}
