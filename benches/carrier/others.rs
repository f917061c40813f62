//! Measures the effect on other resellers: their pages and ten-line uploads while a million lines are being registered.

use std::time::{Duration, Instant};

use clap::Args;
use reseller_portal::store::Db;

use crate::Result;
use crate::cost::quantile;
use crate::database::{Server, Stall, number};
use crate::file::Lines;
use crate::hardware::Device;
use crate::ingest::CUSTOMER;
use crate::portal::{ASTRID, Portal};
use crate::state::{Case, State};

#[derive(Args)]
pub struct Options {
    /// Number of registrations in the database before the upload.
    #[arg(long, default_value_t = 10_000_000)]
    registrations: u64,
    /// Number of lines in the large file.
    #[arg(long, default_value_t = 1_000_000)]
    lines: u64,
    /// Kind of devices in the large file.
    #[arg(long, value_enum, default_value = "known")]
    case: Case,
}

pub fn run(server: &Server, options: &Options) -> Result<()> {
    let state = State { case: options.case, registrations: options.registrations / 10 * 10 };
    state.create_if_missing(server)?;
    server.copy(&state.name(), "run")?;
    let large = server.folder.join("file.csv");
    let registrations = state.registrations;
    Lines { case: options.case, total: options.lines, registrations, has_all_identifiers: false }
        .write(&large)?;
    let small = server.folder.join("ten.csv");
    let db = Db::open(&server.url("run"), 2)?;
    let portal = Portal::serve(server, "run", &[])?;
    let other = portal.sign_in_as(ASTRID)?;
    let second_reseller = "FROM customers JOIN accounts ON accounts.id = account_key WHERE reseller_key = 2 AND status = 'active'";
    let customer =
        number(&db, &format!("SELECT min(CAST(customer_id AS BIGINT)) AS number {second_reseller}"))?
            .to_string();
    portal.upload(CUSTOMER, &large)?;
    let large = number(&db, "SELECT max(id) AS number FROM submissions")?;
    let is_open = |id: i64| {
        number(
            &db,
            &format!("SELECT count(*) AS number FROM submissions WHERE id = {id} AND phase <> 'finished'"),
        )
    };
    let began = Instant::now();
    let (mut pages, mut uploads) = (Vec::new(), Vec::new());
    let paths = [
        "/customers".to_owned(),
        format!("/customers/{customer}/uploads"),
        format!("/customers/{customer}/devices"),
    ];
    let mut small_files = 0;
    let mut pending: Option<(i64, Instant)> = None;
    let mut stall = Stall::new();
    while is_open(large)? == 1 {
        stall.check(&db)?;
        for path in &paths {
            let requested = Instant::now();
            other.page(path)?;
            pages.push(requested.elapsed().as_secs_f64() * 1_000.0);
            std::thread::sleep(Duration::from_millis(5));
        }
        match pending {
            None => {
                let first = 800_000_000 + small_files * 10;
                small_files += 1;
                let lines: Vec<String> = (first..first + 10).map(|n| Device(n).imei1()).collect();
                std::fs::write(&small, lines.join("\n"))?;
                let sent = Instant::now();
                other.upload(&customer, &small)?;
                pending = Some((number(&db, "SELECT max(id) AS number FROM submissions")?, sent));
            }
            Some((id, sent)) => {
                if is_open(id)? == 0 {
                    uploads.push(sent.elapsed().as_secs_f64());
                    pending = None;
                }
            }
        }
    }
    println!(
        "{} lines were registered within {:.2} s; results for another reseller during this time:",
        options.lines,
        began.elapsed().as_secs_f64()
    );
    let (median, percentile_99) = (quantile(&mut pages, 0.5), quantile(&mut pages, 0.99));
    println!("  {} pages: median {median:.1} ms, 99 % within {percentile_99:.1} ms", pages.len());
    let slowest = uploads.iter().copied().fold(0.0, f64::max);
    println!(
        "  {} uploads of ten lines: final within {:.2} s (median {:.2} s)",
        uploads.len(),
        slowest,
        quantile(&mut uploads, 0.5)
    );
    portal.stop()?;
    server.remove("run")
}
