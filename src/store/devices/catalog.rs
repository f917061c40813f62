//! The device catalog: the manufacturer's list of devices.

use diesel::prelude::*;

pub(crate) use super::catalog_line::{CatalogLine, LineOutcome};
use super::catalog_reports::{KnownDevices, Target, insert_identifiers};
use crate::domain::device::DeviceSource;
use crate::domain::ids::DeviceKey;
use crate::store::db::connection::on_each;
use crate::store::registrations::reserve_device_ids;
use crate::store::schema::{devices, models};
use crate::store::{Conn, Error};

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
    let mut known = KnownDevices::load(conn, lines)?;
    let mut ids = reserve_device_ids(conn, lines.len())?.into_iter();
    let mut new = Vec::new();
    let mut outcomes = Vec::with_capacity(lines.len());
    for line in lines {
        let outcome = match known.target(line) {
            Target::None => {
                let id = ids.next().ok_or_else(|| Error::inconsistent("too few device IDs were reserved"))?;
                let has_corrected = known.take(conn, line, id)?;
                new.push((id, line, known.add(line, id)));
                LineOutcome::Added { has_corrected }
            }
            Target::Several => LineOutcome::JoinsTwo,
            Target::One { device, absorbed } => match known.compare(device, line) {
                Some(outcome) => outcome,
                None => {
                    let has_corrected = known.complete(conn, device, line, &absorbed)?;
                    LineOutcome::Completed { has_corrected }
                }
            },
        };
        outcomes.push(outcome);
    }
    insert(conn, &new)?;
    insert_models(conn, lines)?;
    Ok(outcomes)
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

/// Inserts new devices, each with the identifiers on its line that belong to no device yet.
fn insert(conn: &mut Conn, new: &[(DeviceKey, &CatalogLine, Vec<&String>)]) -> Result<(), Error> {
    let rows: Vec<NewDevice<'_>> = new
        .iter()
        .map(|(id, line, _)| NewDevice {
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
        new.iter().flat_map(|(id, _, values)| values.iter().map(|value| (*value, *id))).collect();
    insert_identifiers(conn, &mut owned)
}
