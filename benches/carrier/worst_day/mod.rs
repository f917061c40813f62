//! Measures how other people's pages respond on a bad day: one person's clients hold downloads, connections and uploads
//! open, many people sign in at once, or many requests are refused.

mod attack;
mod others;

use std::time::{Duration, Instant};

use clap::Args;
use reseller_portal::store::Db;

use crate::Result;
use crate::database::{Server, number, settle};
use crate::portal::Portal;
use crate::state::{Case, State, customers, loader, public_id};
use attack::{Held, Target};
use others::OtherPerson;

/// An event that makes a day bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Event {
    /// Downloads that aren't read, connections without a request and uploads that arrive at one byte per second.
    Held,
    /// Sign-ins with a wrong password, all at once.
    SignIns,
    /// POST requests from another site, as fast as possible.
    Refusals,
}

#[derive(Args)]
pub struct Options {
    /// Events to measure, one after the other.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "held,sign-ins,refusals")]
    events: Vec<Event>,
    /// Number of downloads that aren't read.
    #[arg(long, default_value_t = 250)]
    downloads: usize,
    /// Number of connections without a request.
    #[arg(long, default_value_t = 1_500)]
    idle: usize,
    /// Number of uploads that arrive at one byte per second.
    #[arg(long, default_value_t = 200)]
    slow: usize,
    /// Number of sign-ins.
    #[arg(long, default_value_t = 700)]
    sign_ins: usize,
    /// Number of seconds for which connections are held open or POST requests are sent.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Number of registrations in the database. The download contains a tenth of them.
    #[arg(long, default_value_t = 1_000_000)]
    registrations: u64,
}

pub fn run(server: &Server, options: &Options) -> Result<()> {
    rlimit::increase_nofile_limit(u64::MAX)?;
    let state = State { case: Case::Known, registrations: options.registrations / 10 * 10 };
    state.create_if_missing(server)?;
    for event in &options.events {
        server.copy(&state.name(), "run")?;
        let mut loader = loader(server, "run")?;
        let key = customers(&mut *loader)?[0];
        let customer = public_id(&mut *loader, key)?;
        drop(loader);
        let db = Db::open(&server.url("run"), 2)?;
        let portal = Portal::serve(server, "run", &[])?;
        settle(&db, || Duration::from_millis(20))?;
        let before = portal.peak_memory()?;
        let entries = || number(&db, "SELECT count(*) AS number FROM activity");
        let target = Target::new(&portal, &customer)?;
        let other_person = OtherPerson::start(&portal, &db)?;
        let (first_entry, began) = (entries()?, Instant::now());
        match event {
            Event::Held => {
                let mut held = Held::open(&target, options.downloads, options.idle, options.slow)?;
                let mut threads = portal.threads()?;
                while began.elapsed() < Duration::from_secs(options.seconds) {
                    held.maintain(&target)?;
                    threads = threads.max(portal.threads()?);
                    std::thread::sleep(Duration::from_secs(1));
                }
                println!("held for {} s: {held}; at most {threads} threads", options.seconds);
            }
            Event::SignIns => {
                println!("sign-ins at once: {}", attack::send_sign_ins(&target, options.sign_ins)?)
            }
            Event::Refusals => {
                let refused =
                    attack::send_cross_site_requests(&target, Duration::from_secs(options.seconds))?;
                let seconds = began.elapsed().as_secs_f64();
                println!("refusals: {refused} in {seconds:.0} s, {:.0} a second", refused as f64 / seconds);
                // Entries are written in batches, not while a request is being handled.
                std::thread::sleep(Duration::from_secs(5));
                let (rows, minutes) = (entries()? - first_entry, began.elapsed().as_secs_f64() / 60.0);
                println!("  {rows} activity entries in {minutes:.1} minutes");
            }
        }
        println!("  other people's pages: {}", other_person.stop()?);
        let peak = portal.peak_memory()?;
        println!("  memory: {peak:.0} MiB at most, {before:.0} MiB before");
        portal.stop()?;
        server.remove("run")?;
    }
    Ok(())
}
