//! Measures pages with ten million registrations: the time of their queries, and requests per second compared with the
//! same bytes from memory. Needs wrk.

use std::time::{Duration, Instant};

use clap::Args;
use reseller_portal::auth;
use reseller_portal::domain::actor::Scope;
use reseller_portal::domain::ids::{CustomerKey, UploadId};
use reseller_portal::domain::row_position::RowPosition;
use reseller_portal::store::customers::list::{CustomerFilter, CustomerSort};
use reseller_portal::store::devices::list::{DeviceCursor, DeviceFilter};
use reseller_portal::store::failed_rows::listing::{self, RowCursor, RowFilter};
use reseller_portal::store::failed_rows::{self, RowOwner};
use reseller_portal::store::support::queue::{QueueCursor, QueueFilter, View};
use reseller_portal::store::uploads::list::{UploadCursor, UploadFilter};
use reseller_portal::store::{Conn, Db, Error, customers, devices, people, support, uploads};

use crate::cost::quantile;
use crate::database::{Server, number, settle};
use crate::file::Lines;
use crate::hardware::Device;
use crate::ingest::CUSTOMER;
use crate::portal::{ASTRID, MAYA, Portal, SAM};
use crate::state::{Case, State, customers, loader, public_id};
use crate::{Result, from_memory, process};

#[derive(Args)]
pub struct Options {
    /// Number of registrations in the database.
    #[arg(long, default_value_t = 10_000_000)]
    registrations: u64,
    /// Number of lines in the upload in which every line fails.
    #[arg(long, default_value_t = 1_000_000)]
    lines: u64,
    /// Number of measurements of each query.
    #[arg(long, default_value_t = 300)]
    times: usize,
    /// Duration of the load on each page, in seconds.
    #[arg(long, default_value_t = 5)]
    seconds: u32,
}

/// The number of rows on a page.
const ROWS: i64 = 100;

pub fn run(server: &Server, options: &Options) -> Result<()> {
    let state = State { case: Case::Known, registrations: options.registrations / 10 * 10 };
    state.create_if_missing(server)?;
    server.copy(&state.name(), "run")?;
    let mut loader = loader(server, "run")?;
    let customer = customers(&mut *loader)?[0];
    let public = public_id(&mut *loader, customer)?;
    drop(loader);
    let db = Db::open(&server.url("run"), 2)?;

    let portal = Portal::serve(server, "run", &[])?;
    let file = server.folder.join("file.csv");
    let registrations = state.registrations;
    Lines { case: Case::Known, total: options.lines, registrations, has_all_identifiers: false }
        .write(&file)?;
    for _ in 0..2 {
        portal.upload(CUSTOMER, &file)?;
        settle(&db, || Duration::from_millis(20))?;
    }
    let failing = number(&db, "SELECT max(id) AS number FROM uploads")?;
    let failed = number(&db, &format!("SELECT failed AS number FROM uploads WHERE id = {failing}"))?;
    let registered = number(&db, "SELECT count(*) AS number FROM registrations")?;
    println!("{registered} registrations, an upload with {failed} failed lines");

    measure_queries(&db, options.times, CustomerKey::new(customer), UploadId::new(failing))?;

    let devices = format!("/customers/{public}/devices");
    let one = Device(0).imei1();
    let pages = [
        ("Customers", MAYA, "/customers".to_owned()),
        ("UPLOADS", MAYA, format!("/customers/{public}/uploads")),
        ("DEVICES", MAYA, devices.clone()),
        ("Device", MAYA, format!("/devices/{one}")),
        ("Upload errors", MAYA, format!("/uploads/{failing}/errors")),
        ("Review queue", SAM, "/support".to_owned()),
        ("Customers of another reseller", ASTRID, "/customers".to_owned()),
    ];
    println!("{:<34} {:>9} {:>9} {:>7}", "page", "requests/s", "memory", "ratio");
    for (name, person, path) in pages {
        let person = portal.sign_in_as(person)?;
        let bytes = person.page(&path)?;
        let ours = wrk(&person.at(&path), Some(&person.cookie), options.seconds)?;
        let memory = from_memory::serve(bytes)?;
        let limit = wrk(&memory.url, None, options.seconds)?;
        drop(memory);
        println!("{name:<34} {ours:>9.0} {limit:>9.0} {:>7.3}", ours / limit);
    }
    portal.stop()?;
    server.remove("run")
}

type Query<'a> = Box<dyn Fn(&mut Conn) -> std::result::Result<usize, Error> + 'a>;

/// Returns the scope of a person in the demo data.
fn scope_of(db: &Db, email: &str) -> Result<Scope> {
    let actor = db.read(|conn| match people::credentials(conn, email)? {
        Some(person) => auth::find_actor(conn, person.id),
        None => Ok(None),
    })?;
    Ok(actor.ok_or_else(|| format!("the demo data has no {email}"))?.scope)
}

fn measure_queries(db: &Db, times: usize, customer: CustomerKey, failing: UploadId) -> Result<()> {
    let (scope, everyone) = (scope_of(db, MAYA)?, scope_of(db, SAM)?);
    let all = DeviceFilter::default();
    let (none, no_uploads) = (CustomerFilter::default(), UploadFilter::default());
    let of_model = |model: &str| DeviceFilter { model: model.to_owned(), ..DeviceFilter::default() };
    // The demo catalog has 15,000 devices of the second model, of which the customer has only a few.
    let (of_model, of_rare) = (of_model(Device(0).model()), of_model("Nova 12"));
    let (all, none, no_uploads, of_model, of_rare) = (&all, &none, &no_uploads, &of_model, &of_rare);
    let mut deep = DeviceCursor::First;
    for _ in 1..1_000 {
        let page = db.read(|conn| devices::list::page(conn, scope, customer, all, deep, ROWS))?;
        match page.last() {
            Some(last) => deep = DeviceCursor::after(last),
            None => break,
        }
    }
    // Of every thirteen devices, the first is registered for this reseller.
    let imei = |n: usize| Device(n as u64 % 1_000 * 13).imei1();
    let find = |conn: &mut Conn, q: &str| {
        Ok(devices::find::find(conn, scope, q, DeviceCursor::First, ROWS)?.rows.len())
    };
    let turn = std::cell::Cell::new(0);
    let next = || {
        turn.set(turn.get() + 1);
        imei(turn.get())
    };
    let queries: Vec<(&str, Query<'_>)> = vec![
        (
            "Customers",
            Box::new(|c| {
                Ok(customers::list::list(c, scope, none, (CustomerSort::Name, false), 0, ROWS)?.len())
            }),
        ),
        (
            "UPLOADS",
            Box::new(|c| {
                Ok(uploads::list::list(c, scope, customer, no_uploads, UploadCursor::First, ROWS)?.len())
            }),
        ),
        (
            "DEVICES, first page",
            Box::new(|c| Ok(devices::list::page(c, scope, customer, all, DeviceCursor::First, ROWS)?.len())),
        ),
        (
            "DEVICES, 1,000th page",
            Box::new(move |c| Ok(devices::list::page(c, scope, customer, all, deep, ROWS)?.len())),
        ),
        ("Find: whole identifier", Box::new(|c| find(c, &next()))),
        ("Find: order number", Box::new(|c| find(c, "PO-7"))),
        ("Find: last 6", Box::new(|c| find(c, &next()[9..]))),
        ("Find: last 4", Box::new(|c| find(c, &next()[11..]))),
        (
            "DEVICES of a model",
            Box::new(|c| {
                Ok(devices::list::page(c, scope, customer, of_model, DeviceCursor::First, ROWS)?.len())
            }),
        ),
        (
            "DEVICES of a model, counted",
            Box::new(|c| Ok(devices::list::count(c, scope, customer, of_model)? as usize)),
        ),
        (
            "DEVICES of a rare model, counted",
            Box::new(|c| Ok(devices::list::count(c, scope, customer, of_rare)? as usize)),
        ),
        (
            "Upload errors, first page",
            Box::new(move |c| {
                let source = failed_rows::find_source(c, scope, RowOwner::Upload(failing))?;
                Ok(listing::list(c, &source, RowFilter::default(), RowCursor::First, ROWS)?.len())
            }),
        ),
        (
            "Upload errors, a late page",
            Box::new(move |c| {
                let source = failed_rows::find_source(c, scope, RowOwner::Upload(failing))?;
                let cursor = RowCursor::After(RowPosition::of_line(500_000));
                Ok(listing::list(c, &source, RowFilter::default(), cursor, ROWS)?.len())
            }),
        ),
        (
            "Review queue",
            Box::new(|c| {
                Ok(support::queue::list_items(
                    c,
                    everyone,
                    View::NeedsReview,
                    &QueueFilter::default(),
                    QueueCursor::First,
                    ROWS,
                )?
                .len())
            }),
        ),
    ];
    println!("{:<34} {:>7} {:>10} {:>10}", "query", "rows", "median", "99 %");
    for (name, query) in queries {
        let (mut durations, mut rows) = (Vec::with_capacity(times), 0);
        for time in 0..times + 20 {
            let (began, ended) = db.read(|conn| {
                let began = Instant::now();
                rows = query(conn)?;
                Ok::<_, Error>((began, Instant::now()))
            })?;
            if time >= 20 {
                durations.push((ended - began).as_secs_f64() * 1_000.0);
            }
        }
        let (median, percentile_99) = (quantile(&mut durations, 0.5), quantile(&mut durations, 0.99));
        println!("{name:<34} {rows:>7} {median:>7.2} ms {percentile_99:>7.2} ms");
    }
    Ok(())
}

/// Returns the requests per second with eight connections.
fn wrk(url: &str, cookie: Option<&str>, seconds: u32) -> Result<f64> {
    let mut command = std::process::Command::new("wrk");
    command.args(["-t1", "-c8", &format!("-d{seconds}s")]);
    if let Some(cookie) = cookie {
        command.args(["-H", &format!("Cookie: {cookie}")]);
    }
    let output = process::run_successfully(command.arg(url))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    if printed.contains("Non-2xx") {
        return Err(format!("not every request to {url} returned 200").into());
    }
    let line = printed.lines().find(|line| line.starts_with("Requests/sec:")).ok_or("wrk printed no rate")?;
    Ok(line.trim_start_matches("Requests/sec:").trim().parse()?)
}
