//! The device catalog: the manufacturer's list of devices.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{DeviceRow, identifier_suffixes};
use crate::domain::device::DeviceSource;
use crate::domain::ids::DeviceKey;
use crate::store::db::connection::on_each;
use crate::store::schema::{device_identifiers as identifiers, devices, models};
use crate::store::{Conn, Error};

/// A line from a catalog file, with its identifiers in canonical form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CatalogLine {
    /// Line number in the file, starting at 1.
    pub(crate) line: u64,
    pub(crate) imei1: Option<String>,
    pub(crate) imei2: Option<String>,
    pub(crate) meid: Option<String>,
    pub(crate) serial: Option<String>,
    pub(crate) model: Option<String>,
    /// `None` for an ordinary device.
    pub(crate) edition: Option<String>,
}

impl CatalogLine {
    /// Returns all identifiers on the line.
    pub(crate) fn identifiers(&self) -> impl Iterator<Item = &String> {
        [&self.imei1, &self.imei2, &self.meid, &self.serial].into_iter().flatten()
    }
}

/// The outcome of importing a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineOutcome {
    /// A new device was added.
    Added,
    /// A device that was known only from an upload was completed.
    Completed,
    /// The catalog already has this device with the same values.
    Unchanged,
    /// The line was rejected because its identifiers belong to different devices.
    JoinsTwo,
    /// The line was rejected because it contradicts the catalog.
    Contradicts,
}

#[derive(Insertable)]
#[diesel(table_name = devices, treat_none_as_default_value = false)]
struct NewDevice<'a> {
    id: DeviceKey,
    imei1: Option<&'a str>,
    imei2: Option<&'a str>,
    meid: Option<&'a str>,
    serial: Option<&'a str>,
    model: Option<&'a str>,
    edition: Option<&'a str>,
    source: DeviceSource,
}

/// Imports at most 1,000 lines, independently of each other. A rejected line doesn't change any device.
pub(crate) fn import(conn: &mut Conn, lines: &[CatalogLine]) -> Result<Vec<LineOutcome>, Error> {
    let values: Vec<String> = lines.iter().flat_map(CatalogLine::identifiers).cloned().collect();
    let mut owners: HashMap<String, DeviceKey> = crate::store::registrations::find_known(conn, &values)?
        .into_iter()
        .map(|identifier| (identifier.value, identifier.device))
        .collect();
    let known_keys: Vec<DeviceKey> = owners.values().copied().collect();
    let mut devices: HashMap<DeviceKey, DeviceRow> =
        super::by_ids(conn, &known_keys)?.into_iter().map(|device| (device.id, device)).collect();
    let mut ids = crate::store::registrations::reserve_device_ids(conn, lines.len())?.into_iter();
    let mut new = Vec::new();
    let mut outcomes = Vec::with_capacity(lines.len());
    for line in lines {
        let mut found: Vec<DeviceKey> =
            line.identifiers().filter_map(|value| owners.get(value).copied()).collect();
        found.dedup();
        let outcome = match found[..] {
            [] => {
                let id = ids.next().ok_or_else(|| Error::inconsistent("too few device IDs were reserved"))?;
                owners.extend(line.identifiers().map(|value| (value.clone(), id)));
                devices.insert(id, catalog_device(line, id));
                new.push((id, line));
                LineOutcome::Added
            }
            [id] => match devices.get(&id) {
                Some(device) if device.source == DeviceSource::Catalog => compare(device, line),
                Some(_) if new.iter().any(|(new, _)| *new == id) => LineOutcome::Contradicts,
                _ => {
                    complete(conn, id, line, &owners)?;
                    owners.extend(line.identifiers().map(|value| (value.clone(), id)));
                    devices.insert(id, catalog_device(line, id));
                    LineOutcome::Completed
                }
            },
            _ => LineOutcome::JoinsTwo,
        };
        outcomes.push(outcome);
    }
    insert(conn, &new)?;
    insert_models(conn, lines)?;
    Ok(outcomes)
}

fn catalog_device(line: &CatalogLine, id: DeviceKey) -> DeviceRow {
    DeviceRow {
        id,
        imei1: line.imei1.clone(),
        imei2: line.imei2.clone(),
        meid: line.meid.clone(),
        serial: line.serial.clone(),
        model: line.model.clone(),
        edition: line.edition.clone(),
        source: DeviceSource::Catalog,
    }
}

fn compare(device: &DeviceRow, line: &CatalogLine) -> LineOutcome {
    if *device == catalog_device(line, device.id) { LineOutcome::Unchanged } else { LineOutcome::Contradicts }
}

fn complete(
    conn: &mut Conn,
    id: DeviceKey,
    line: &CatalogLine,
    owners: &HashMap<String, DeviceKey>,
) -> Result<(), Error> {
    diesel::update(devices::table.find(id))
        .set((
            devices::imei1.eq(&line.imei1),
            devices::imei2.eq(&line.imei2),
            devices::meid.eq(&line.meid),
            devices::serial.eq(&line.serial),
            devices::model.eq(&line.model),
            devices::edition.eq(&line.edition),
            devices::source.eq(DeviceSource::Catalog),
        ))
        .execute(conn)?;
    let new = line.identifiers().filter(|value| !owners.contains_key(*value));
    insert_identifiers(conn, &mut new.map(|value| (value, id)).collect::<Vec<_>>())
}

/// Stores identifiers with their devices, and makes them searchable by suffix.
fn insert_identifiers(conn: &mut Conn, owned: &mut [(&String, DeviceKey)]) -> Result<(), Error> {
    owned.sort_unstable();
    let rows: Vec<_> = owned
        .iter()
        .map(|(value, id)| (identifiers::value.eq(*value), identifiers::device_key.eq(*id)))
        .collect();
    on_each!(conn, |c| diesel::insert_into(identifiers::table).values(&rows).execute(c))?;
    let mut reversed: Vec<String> =
        owned.iter().map(|(value, _)| identifier_suffixes::reverse(value)).collect();
    reversed.sort_unstable();
    identifier_suffixes::insert(conn, &reversed)
}

/// Stores the models from these lines, which device lists offer as filters.
fn insert_models(conn: &mut Conn, lines: &[CatalogLine]) -> Result<(), Error> {
    let mut names: Vec<&String> = lines.iter().filter_map(|line| line.model.as_ref()).collect();
    names.sort_unstable();
    names.dedup();
    let rows: Vec<_> = names.into_iter().map(|name| models::name.eq(name)).collect();
    on_each!(conn, |c| diesel::insert_into(models::table).values(&rows).on_conflict_do_nothing().execute(c))?;
    Ok(())
}

/// Returns the catalog's models, sorted by name.
pub(crate) fn list_models(conn: &mut Conn) -> Result<Vec<String>, Error> {
    Ok(on_each!(conn, |c| models::table.order(models::name.asc()).select(models::name).load(c))?)
}

fn insert(conn: &mut Conn, new: &[(DeviceKey, &CatalogLine)]) -> Result<(), Error> {
    let rows: Vec<NewDevice<'_>> = new
        .iter()
        .map(|(id, line)| NewDevice {
            id: *id,
            imei1: line.imei1.as_deref(),
            imei2: line.imei2.as_deref(),
            meid: line.meid.as_deref(),
            serial: line.serial.as_deref(),
            model: line.model.as_deref(),
            edition: line.edition.as_deref(),
            source: DeviceSource::Catalog,
        })
        .collect();
    on_each!(conn, |c| diesel::insert_into(devices::table).values(&rows).execute(c))?;
    let mut owned: Vec<_> =
        new.iter().flat_map(|(id, line)| line.identifiers().map(|value| (value, *id))).collect();
    insert_identifiers(conn, &mut owned)
}
