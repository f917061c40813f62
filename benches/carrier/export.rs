//! Measures the export of a customer's devices as CSV, compared with the database's own export of the same query.

use std::process::{Command, Stdio};
use std::time::Duration;

use clap::Args;
use reseller_portal::store::Db;

use crate::cost::{Watch, median};
use crate::database::{Server, settle};
use crate::portal::Portal;
use crate::state::{Case, State, customers, loader, public_id};
use crate::{Result, process};

#[derive(Args)]
pub struct Options {
    /// Number of registrations in the database. Each of ten customers has a tenth of them.
    #[arg(long, default_value_t = 10_000_000)]
    registrations: u64,
    /// Number of measurements for the portal and for the database.
    #[arg(long, default_value_t = 3)]
    times: usize,
}

pub fn run(server: &Server, options: &Options) -> Result<()> {
    let state = State { case: Case::Known, registrations: options.registrations / 10 * 10 };
    state.create_if_missing(server)?;
    server.copy(&state.name(), "run")?;
    let mut loader = loader(server, "run")?;
    let key = customers(&mut *loader)?[0];
    let public = public_id(&mut *loader, key)?;
    drop(loader);
    let query = format!(
        "SELECT d.imei1, d.imei2, d.meid, d.serial, d.model, u.order_number, u.order_date, u.accepted_at, r.upload_id,
             'Registered'
         FROM registrations r JOIN devices d ON d.id = r.device_key JOIN uploads u ON u.id = r.upload_id
         WHERE r.customer_key = {key} ORDER BY r.upload_id, r.device_key"
    )
    .replace('\n', " ");
    let portal = Portal::serve(server, "run", &[])?;
    // The demo data includes an upload in progress, which registers devices for this customer.
    settle(&Db::open(&server.url("run"), 2)?, || Duration::from_millis(20))?;
    let idle = portal.peak_memory()?;
    let (mut portals, mut databases) = (Vec::new(), Vec::new());
    for _ in 0..options.times {
        let watch = Watch::start();
        let lines = portal.download(&format!("/customers/{public}/devices.csv"))? - 1;
        let cost = watch.stop();
        println!("  portal: {lines} devices after {:.2} s, cpu {:.2} s", cost.wall, cost.cpu);
        portals.push(cost.wall);
        let watch = Watch::start();
        let lines = database_export(server, &query)?;
        let cost = watch.stop();
        println!("  database: {lines} devices after {:.2} s, cpu {:.2} s", cost.wall, cost.cpu);
        databases.push(cost.wall);
    }
    let (portals, databases) = (median(portals), median(databases));
    println!("export: portal {portals:.2} s, database {databases:.2} s; ratio {:.2}", portals / databases);
    println!("memory: {:.0} MiB above the {idle:.0} MiB before", portal.peak_memory()? - idle);
    portal.stop()?;
    server.remove("run")
}

/// Exports with `sqlite3 -csv` or `COPY … TO STDOUT`, and returns the number of lines.
fn database_export(server: &Server, query: &str) -> Result<usize> {
    let mut command = match server.is_sqlite() {
        true => {
            let mut command = Command::new("sqlite3");
            command.arg("-csv").arg(server.file("run")).arg(query);
            command
        }
        false => {
            let mut command = Command::new("psql");
            command.args([
                "-q",
                "-d",
                &server.url("run"),
                "-c",
                &format!("COPY ({query}) TO STDOUT WITH (FORMAT csv)"),
            ]);
            command
        }
    };
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let lines = super::portal::count_lines(child.stdout.take().ok_or("no output")?)?;
    match process::wait(&mut child)?.success() {
        true => Ok(lines),
        false => Err("the database's own export failed".into()),
    }
}
