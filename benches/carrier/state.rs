//! Prepares the database for a measurement: registrations for ten customers from a hundred uploads.

use crate::Result;
use crate::database::Server;
use crate::hardware::Device;
use crate::limit::{Cell, DEVICES, EVENTS, IDENTIFIERS, Loader, REGISTRATIONS, Rows, SUFFIXES};
use crate::postgres::Postgres;
use crate::sqlite::Sqlite;

/// The number of uploads that registered the devices.
pub const UPLOADS: u64 = 100;
/// The number of customers that these uploads belong to.
const CUSTOMERS: u64 = 10;
/// The number of rounds in which scattered keys are inserted. Each round is sorted, like an upload. The pages then have
/// free space, like those of a database that has grown. In a single round, every page would be full, and every later
/// insert would split one.
const ROUNDS: u64 = 10;
/// The time at which all events happened.
const AT: &str = "2026-01-05 09:30:00";

/// The origin of the devices: the catalog or uploads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Case {
    /// The file's devices are in the catalog. Ten of every thirteen devices are registered.
    Known,
    /// There is no catalog. Uploads report the devices, each with one identifier.
    Reported,
}

impl Case {
    pub fn word(self) -> &'static str {
        match self {
            Case::Known => "known",
            Case::Reported => "reported",
        }
    }
}

/// A registered device.
struct Registered {
    id: i64,
    upload: u64,
}

/// A prepared database: a number of registrations, with or without a catalog.
#[derive(Clone, Copy, Debug)]
pub struct State {
    pub case: Case,
    pub registrations: u64,
}

impl State {
    /// Returns the name of the database.
    pub fn name(&self) -> String {
        format!("state_{}_{}", self.case.word(), self.registrations)
    }

    /// Creates the database unless it already exists.
    pub fn create_if_missing(&self, server: &Server) -> Result<()> {
        if server.has(&self.name())? {
            return Ok(());
        }
        let began = std::time::Instant::now();
        server.create("unfinished")?;
        let mut loader = loader(server, "unfinished")?;
        self.fill(server, &mut *loader)?;
        drop(loader);
        server.rename("unfinished", &self.name())?;
        println!("created {} in {:.0} s", self.name(), began.elapsed().as_secs_f64());
        Ok(())
    }

    /// Returns all devices in the catalog or from uploads, registered or not, with their keys.
    fn devices(&self) -> Box<dyn Iterator<Item = (i64, Device)>> {
        match self.case {
            Case::Known => Box::new((0..self.registrations / 10 * 13).map(|n| (n as i64 + BASE, Device(n)))),
            Case::Reported => {
                // An upload assigns keys to reported devices in the order of their identifiers.
                let mut all: Vec<(u64, [u8; 15], u64)> = (0..self.registrations)
                    .map(|n| (upload_of(Device(n)), pack(&Device(n).usual_identifier()), n))
                    .collect();
                all.sort_unstable();
                Box::new(all.into_iter().enumerate().map(|(index, (.., n))| (index as i64 + BASE, Device(n))))
            }
        }
    }

    fn registered(&self) -> impl Iterator<Item = Registered> {
        let case = self.case;
        let is_registered = move |device: Device| case == Case::Reported || device.0 % 13 < 10;
        self.devices()
            .filter(move |(_, device)| is_registered(*device))
            .map(|(id, device)| Registered { id, upload: upload_of(device) })
    }

    fn fill(&self, server: &Server, loader: &mut dyn Loader) -> Result<()> {
        let customers = customers(loader)?;
        let submission = loader.number("SELECT max(id) AS number FROM submissions")? + 1;
        let upload = loader.number("SELECT max(id) AS number FROM uploads")? + 1;
        loader.run(match server.is_sqlite() {
            true => "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -1000000",
            false => "SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '1GB'",
        })?;
        loader.run("BEGIN; DROP INDEX registrations_customer")?;
        loader
            .load(Rows::new(DEVICES, self.devices().map(|(id, device)| device_row(self.case, id, device))))?;
        let mut identifiers = self.identifiers();
        let last = identifiers.iter().map(|(_, id)| *id).max().unwrap_or(BASE);
        let round = |id: i64| (id - BASE) as u64 * ROUNDS / (last - BASE + 1) as u64;
        for now in 0..ROUNDS {
            let identifiers = identifiers.iter().filter(|(_, id)| round(*id) == now);
            let rows = identifiers.map(|(value, id)| vec![Cell::Text(unpack(value)), Cell::Number(*id)]);
            loader.load(Rows::new(IDENTIFIERS, rows))?;
        }
        for (value, _) in &mut identifiers {
            *value = pack(&unpack(value).chars().rev().collect::<String>());
        }
        identifiers.sort_unstable();
        for now in 0..ROUNDS {
            let identifiers = identifiers.iter().filter(|(_, id)| round(*id) == now);
            loader
                .load(Rows::new(SUFFIXES, identifiers.map(|(value, _)| vec![Cell::Text(unpack(value))])))?;
        }
        drop(identifiers);
        let customer = |row: &Registered| Cell::Number(customers[(row.upload % CUSTOMERS) as usize]);
        let by = |row: &Registered| Cell::Number(upload + row.upload as i64);
        let registrations = |row: Registered| vec![Cell::Number(row.id), customer(&row), by(&row)];
        let events = |row: Registered| {
            let submission = Cell::Number(submission + row.upload as i64);
            let (kind, at) = (Cell::Word("registered"), Cell::Word(AT));
            vec![Cell::Number(row.id), submission, kind, at, customer(&row), by(&row)]
        };
        for now in 0..ROUNDS {
            let in_round = || self.registered().filter(|row| row.upload * ROUNDS / UPLOADS == now);
            loader.load(Rows::new(REGISTRATIONS, in_round().map(registrations)))?;
            loader.load(Rows::new(EVENTS, in_round().map(events)))?;
        }
        let mut counts = [0i64; UPLOADS as usize];
        self.registered().for_each(|row| counts[row.upload as usize] += 1);
        for (index, count) in counts.iter().enumerate() {
            let customer = customers[index % CUSTOMERS as usize];
            loader.run(&upload_sql(
                submission + index as i64,
                upload + index as i64,
                customer,
                index,
                *count,
            ))?;
        }
        loader.run(
            "INSERT INTO models (name) SELECT DISTINCT model FROM devices WHERE model IS NOT NULL AND source = 'catalog'
                 AND model NOT IN (SELECT name FROM models);
             CREATE INDEX registrations_customer ON registrations (customer_key, upload_id, device_key);
             COMMIT",
        )?;
        if !server.is_sqlite() {
            loader.run(
                "SELECT setval(pg_get_serial_sequence(name, 'id'), 50000000) FROM (VALUES ('devices'), ('uploads'), ('submissions')) AS t (name)",
            )?;
            loader.run("VACUUM (ANALYZE)")?;
        }
        Ok(())
    }

    /// Returns all identifiers, sorted, with the keys of their devices.
    fn identifiers(&self) -> Vec<([u8; 15], i64)> {
        let mut all = Vec::new();
        for (id, device) in self.devices() {
            match self.case {
                Case::Known => all.extend(device.identifiers().map(|value| (pack(&value), id))),
                Case::Reported => all.push((pack(&device.usual_identifier()), id)),
            }
        }
        all.sort_unstable();
        all
    }
}

/// The first device key. Keys in the demo data are smaller.
pub const BASE: i64 = 1_000_000;

/// Returns the index of the upload that registered a device.
fn upload_of(device: Device) -> u64 {
    (device.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) % UPLOADS
}

pub fn loader(server: &Server, name: &str) -> Result<Box<dyn Loader>> {
    Ok(match server.is_sqlite() {
        true => Box::new(Sqlite::open(&server.file(name))?),
        false => Box::new(Postgres::open(&server.url(name))?),
    })
}

/// Returns a device's row for the table `devices`.
pub fn device_row(case: Case, id: i64, device: Device) -> Vec<Cell> {
    let id = Cell::Number(id);
    match case {
        Case::Known => vec![
            id,
            Cell::Text(device.imei1()),
            Cell::of(device.imei2()),
            Cell::Null,
            Cell::of(device.serial()),
            Cell::Word(device.model()),
            Cell::Null,
            Cell::Word("catalog"),
        ],
        Case::Reported => {
            let value = Cell::Text(device.usual_identifier());
            let is_serial = Some(device.usual_identifier()) == device.serial();
            let (imei, serial) = if is_serial { (Cell::Null, value) } else { (value, Cell::Null) };
            vec![id, imei, Cell::Null, Cell::Null, serial, Cell::Null, Cell::Null, Cell::Word("reported")]
        }
    }
}

/// Returns the keys of active customers of the demo's first reseller: those that own the registrations, and one more.
pub fn customers(loader: &mut dyn Loader) -> Result<Vec<i64>> {
    let mut keys: Vec<i64> = Vec::new();
    while keys.len() < CUSTOMERS as usize + 1 {
        let last = keys.last().copied().unwrap_or(0);
        let next = loader.number(&format!("SELECT min(id) AS number FROM customers WHERE reseller_key = 1 AND status = 'active' AND id > {last}"))?;
        keys.push(next);
    }
    Ok(keys)
}

/// Returns a customer's public ID.
pub fn public_id(loader: &mut dyn Loader, customer: i64) -> Result<String> {
    let from = "FROM customers JOIN accounts ON accounts.id = account_key WHERE customers.id";
    let sql = format!("SELECT CAST(customer_id AS BIGINT) AS number {from} = {customer}");
    Ok(loader.number(&sql)?.to_string())
}

/// Returns the statements that insert a finished submission with its upload, modelled on the first one in the demo
/// data.
fn upload_sql(submission: i64, upload: i64, customer: i64, index: usize, count: i64) -> String {
    format!(
        "INSERT INTO submissions (id, kind, reseller_key, customer_key, actor_key, file_name, folded_name, file_bytes,
             file_sha256, form_sha256, layout, understood, verification, phase, rows_total, rows_done, plan_cursor,
             created_at, progressed_at, finished_at)
         SELECT {submission}, kind, reseller_key, {customer}, actor_key, 'carrier-{index}.csv', 'carrier-{index}.csv',
             16 * {count}, file_sha256, form_sha256, layout, understood, verification, 'finished', {count}, {count}, {count},
             '{AT}', '{AT}', '{AT}'
         FROM submissions WHERE id = (SELECT min(submission_id) FROM uploads);
         INSERT INTO uploads (id, submission_id, position, customer_key, order_number, total, verified, accepted_at, finished_at)
         VALUES ({upload}, {submission}, 0, {customer}, 'PO-{index}', {count}, {count}, '{AT}', '{AT}');
         UPDATE customers SET uploads = uploads + 1, devices = devices + {count} WHERE id = {customer}"
    )
}

/// Packs an identifier of at most 15 characters without allocating. The result sorts like the text.
fn pack(value: &str) -> [u8; 15] {
    let mut bytes = [0; 15];
    bytes[..value.len()].copy_from_slice(value.as_bytes());
    bytes
}

fn unpack(value: &[u8; 15]) -> String {
    value.iter().take_while(|byte| **byte != 0).map(|byte| char::from(*byte)).collect()
}
