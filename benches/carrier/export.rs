//! The devices of one customer as CSV, against the database's own export of the same query.

use std::process::{Command, Stdio};

use clap::Args;
use reseller_portal::store::Db;

use crate::Result;
use crate::cost::{Watch, median};
use crate::database::Server;
use crate::pages::settle;
use crate::portal::Portal;
use crate::state::{Case, State, customers, loader, public_id};

#[derive(Args)]
pub struct Options {
    /// Registrations that are there; a tenth of them is one customer's.
    #[arg(long, default_value_t = 10_000_000)]
    registrations: u64,
    /// How often each is measured.
    #[arg(long, default_value_t = 3)]
    times: usize,
}

pub fn run(server: &Server, options: &Options) -> Result<()> {
    let state = State { case: Case::Known, registrations: options.registrations / 10 * 10 };
    state.keep(server)?;
    server.copy(&state.name(), "run")?;
    let mut loader = loader(server, "run")?;
    let key = customers(&mut *loader)?[0];
    let public = public_id(&mut *loader, key)?;
    drop(loader);
    let query = format!(
        "SELECT d.imei1, d.imei2, d.meid, d.serial, d.model, u.order_number, u.order_date, u.accepted_at, r.upload_id,
             'Registered'
         FROM registrations r JOIN devices d ON d.id = r.device_id JOIN uploads u ON u.id = r.upload_id
         WHERE r.customer_id = {key} ORDER BY r.upload_id, r.device_id"
    )
    .replace('\n', " ");
    let portal = Portal::serve(server, "run", &[])?;
    // The demo has an upload in progress, whose devices this customer gets just now.
    settle(&Db::open(&server.url("run"), 2)?)?;
    let idle = portal.peak_memory()?;
    let (mut ours, mut own) = (Vec::new(), Vec::new());
    for _ in 0..options.times {
        let watch = Watch::start();
        let lines = portal.download(&format!("/customers/{public}/devices.csv"))? - 1;
        let cost = watch.stop();
        println!("  portal: {lines} devices after {:.2} s, cpu {:.2} s", cost.wall, cost.cpu);
        ours.push(cost.wall);
        let watch = Watch::start();
        let lines = of_database(server, &query)?;
        let cost = watch.stop();
        println!("  database: {lines} devices after {:.2} s, cpu {:.2} s", cost.wall, cost.cpu);
        own.push(cost.wall);
    }
    let (ours, own) = (median(ours), median(own));
    println!("export: portal {ours:.2} s, database {own:.2} s; ratio {:.2}", ours / own);
    println!("memory: {:.0} MiB over {idle:.0} MiB before", portal.peak_memory()? - idle);
    drop(portal);
    server.remove("run")
}

/// `sqlite3 -csv` or `COPY … TO STDOUT`, counted by its lines.
fn of_database(server: &Server, query: &str) -> Result<usize> {
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
    let lines = super::portal::lines(child.stdout.take().ok_or("no output")?)?;
    match child.wait()?.success() {
        true => Ok(lines),
        false => Err("the database's own export failed".into()),
    }
}
