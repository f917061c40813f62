//! Measures the upload of a large file, compared with the limit: loading the same valid rows, already sorted, with the
//! database's own loader.

use std::time::Duration;

use clap::Args;
use reseller_portal::store::Db;

use crate::Result;
use crate::cost::{Cost, Watch, cpu_seconds, median};
use crate::database::{Server, number, settle};
use crate::file::Lines;
use crate::hardware::Device;
use crate::limit::{Cell, DEVICES, EVENTS, IDENTIFIERS, REGISTRATIONS, Rows, SUFFIXES};
use crate::portal::Portal;
use crate::state::{Case, State, customers, device_row, loader};

#[derive(Args)]
pub struct Options {
    /// Number of registrations in the database before the upload.
    #[arg(long, default_value_t = 10_000_000)]
    registrations: u64,
    /// Number of lines in the file.
    #[arg(long, default_value_t = 1_000_000)]
    lines: u64,
    /// Factor for the numbers of registrations and lines.
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// Number of measurements for the portal and for the loader.
    #[arg(long, default_value_t = 3)]
    times: usize,
    /// Measure only this case.
    #[arg(long, value_enum)]
    case: Option<IngestCase>,
    /// Skip the loader.
    #[arg(long)]
    job_only: bool,
}

/// The devices and lines of a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum IngestCase {
    /// The file's devices are in the catalog.
    Known,
    /// There is no catalog, and each line has one identifier.
    Reported,
    /// There is no catalog, and each line has two IMEIs and a serial number. There is no loader for it.
    Identifiers,
}

/// The customer in the demo data for which the file is uploaded.
pub const CUSTOMER: &str = "7163200417";

pub fn run(server: &Server, options: &Options) -> Result<()> {
    for case in [IngestCase::Known, IngestCase::Reported, IngestCase::Identifiers] {
        if options.case.is_none_or(|only| only == case) {
            measure(server, options, case)?;
        }
    }
    Ok(())
}

fn measure(server: &Server, options: &Options, measured: IngestCase) -> Result<()> {
    let has_all_identifiers = measured == IngestCase::Identifiers;
    let case = if measured == IngestCase::Known { Case::Known } else { Case::Reported };
    let has_loader = !options.job_only && !has_all_identifiers;
    let scaled = |number: u64| (number as f64 * options.scale) as u64;
    let state = State { case, registrations: scaled(options.registrations) / 10 * 10 };
    state.create_if_missing(server)?;
    let registrations = state.registrations;
    let lines = Lines { case, total: scaled(options.lines), registrations, has_all_identifiers };
    let file = server.folder.join("file.csv");
    lines.write(&file)?;
    let each = if has_all_identifiers { ", three identifiers each" } else { "" };
    println!("{} lines into {registrations} registrations, devices {}{each}:", lines.total, case.word());
    let (mut jobs, mut limits) = (Vec::new(), Vec::new());
    for _ in 0..options.times {
        jobs.push(measure_upload(server, &state, lines)?);
        if has_loader {
            limits.push(measure_loader(server, &state, lines)?);
        }
    }
    server.remove("run")?;
    let median_of = |costs: &[Cost], of: fn(&Cost) -> f64| median(costs.iter().map(of).collect());
    for (name, of) in [("wall", (|cost| cost.wall) as fn(&Cost) -> f64), ("cpu", |cost| cost.cpu)] {
        let job = median_of(&jobs, of);
        print!("  {name}: job {job:.2} s, {:.0} rows/s", lines.total as f64 / job);
        if has_loader {
            let limit = median_of(&limits, of);
            print!("; limit {limit:.2} s; ratio {:.2}", job / limit);
        }
        println!();
    }
    Ok(())
}

/// Measures an upload from its acceptance to its final status, including the checkpoint.
fn measure_upload(server: &Server, state: &State, lines: Lines) -> Result<Cost> {
    server.copy(&state.name(), "run")?;
    let portal = Portal::serve(server, "run", &[("MAX_ROWS", lines.total.max(1_000_000).to_string())])?;
    let db = Db::open(&server.url("run"), 2)?;
    let idle = portal.peak_memory()?;
    let response = Watch::start();
    portal.upload(CUSTOMER, &server.folder.join("file.csv"))?;
    let response = response.stop();
    let watch = Watch::start();
    let before = portal.cpu()?;
    // This is accurate to one percent. More frequent queries would add to the measured work.
    settle(&db, || Duration::from_secs_f64((watch.stop().wall / 100.0).max(0.01)))?;
    let own = portal.cpu()? - before;
    let finished = watch.stop();
    server.checkpoint("run")?;
    let cost = watch.stop();
    println!(
        "  job: accepted after {:.2} s; final after {:.2} s, cpu {:.2} s (portal {own:.2} s), checkpoint {:.2} s; memory {:.0} MiB, {idle:.0} MiB before",
        response.wall,
        finished.wall,
        finished.cpu,
        cost.wall - finished.wall,
        portal.peak_memory()?
    );
    portal.stop()?;
    expect_in_last_upload(&db, "verified", lines.total - lines.expected_failures())?;
    expect_in_last_upload(&db, "failed", lines.expected_failures())?;
    let last = "(SELECT max(id) FROM uploads)";
    expect_count(
        &db,
        &format!("registrations WHERE upload_id = {last}"),
        lines.total - lines.expected_failures(),
    )?;
    expect_count(
        &db,
        &format!("device_events WHERE upload_id = {last}"),
        lines.total - lines.expected_failures(),
    )?;
    expect_count(&db, &format!("failed_rows WHERE upload_id = {last}"), lines.expected_failures())?;
    Ok(cost)
}

/// Returns an error unless a column of the last upload has the expected value.
fn expect_in_last_upload(db: &Db, column: &str, rows: u64) -> Result<()> {
    let sql = format!("SELECT {column} AS number FROM uploads WHERE id = (SELECT max(id) FROM uploads)");
    expect_equal(column, number(db, &sql)?, rows)
}

fn expect_count(db: &Db, name: &str, rows: u64) -> Result<()> {
    expect_equal(name, number(db, &format!("SELECT count(*) AS number FROM {name}"))?, rows)
}

fn expect_equal(name: &str, actual: i64, expected: u64) -> Result<()> {
    if actual == expected as i64 {
        Ok(())
    } else {
        Err(format!("{name}: {actual} instead of {expected}").into())
    }
}

/// Measures the loader. It loads the valid rows, sorted by each table's key, in one transaction.
fn measure_loader(server: &Server, state: &State, lines: Lines) -> Result<Cost> {
    server.copy(&state.name(), "run")?;
    let mut loader = loader(server, "run")?;
    let customer = Cell::Number(customers(&mut *loader)?.pop().ok_or("no customer")?);
    let (submission, upload) = (Cell::Number(60_000_000), Cell::Number(60_000_000));
    let before = loader.number("SELECT count(*) AS number FROM registrations")?;
    let mut devices: Vec<(i64, Device)> = match state.case {
        Case::Known => lines
            .unregistered_devices()
            .map(|device| (device.0 as i64 + super::state::BASE, device))
            .collect(),
        Case::Reported => {
            let mut new: Vec<Device> = lines.unregistered_devices().collect();
            new.sort_by_cached_key(|device| device.usual_identifier());
            let first = loader.number("SELECT coalesce(max(id), 0) AS number FROM devices")? + 1;
            new.into_iter().enumerate().map(|(index, device)| (first + index as i64, device)).collect()
        }
    };
    devices.sort_unstable_by_key(|(id, _)| *id);
    let registrations: Vec<_> =
        devices.iter().map(|(id, _)| vec![Cell::Number(*id), customer.clone(), upload.clone()]).collect();
    let events: Vec<_> = devices
        .iter()
        .map(|(id, _)| {
            // With microseconds, as the portal stores times.
            let at = Cell::Word("2026-01-06 09:30:00.123456");
            vec![
                Cell::Number(*id),
                submission.clone(),
                Cell::Word("registered"),
                at,
                customer.clone(),
                upload.clone(),
            ]
        })
        .collect();
    let mut tables = Vec::new();
    if state.case == Case::Reported {
        let rows: Vec<_> =
            devices.iter().map(|(id, device)| device_row(Case::Reported, *id, *device)).collect();
        tables.push((DEVICES, rows));
        // Already sorted by value, because the keys were assigned in the order of the identifiers.
        let rows =
            devices.iter().map(|(id, device)| vec![Cell::Text(device.usual_identifier()), Cell::Number(*id)]);
        tables.push((IDENTIFIERS, rows.collect()));
        let mut suffixes: Vec<String> =
            devices.iter().map(|(_, device)| device.usual_identifier().chars().rev().collect()).collect();
        suffixes.sort_unstable();
        tables.push((SUFFIXES, suffixes.into_iter().map(|suffix| vec![Cell::Text(suffix)]).collect()));
    }
    tables.extend([(REGISTRATIONS, registrations), (EVENTS, events)]);
    let (watch, before_cpu) = (Watch::start(), cpu_seconds(std::process::id())?);
    loader.run("BEGIN")?;
    for (table, rows) in tables {
        loader.load(Rows::new(table, rows.into_iter()))?;
    }
    loader.run("COMMIT")?;
    let committed = watch.stop();
    loader.run(if server.is_sqlite() { "PRAGMA wal_checkpoint(TRUNCATE)" } else { "CHECKPOINT" })?;
    let cost = watch.stop();
    println!(
        "  limit: committed after {:.2} s, cpu {:.2} s (loader {:.2} s), checkpoint {:.2} s",
        committed.wall,
        committed.cpu,
        cpu_seconds(std::process::id())? - before_cpu,
        cost.wall - committed.wall
    );
    let after = loader.number("SELECT count(*) AS number FROM registrations")?;
    expect_equal("registrations", after - before, devices.len() as u64)?;
    Ok(cost)
}
