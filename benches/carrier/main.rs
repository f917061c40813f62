//! Measures the portal at the size of a national carrier. The results are in `benches/README.md`.

mod cost;
mod database;
mod export;
mod file;
mod from_memory;
mod hardware;
mod ingest;
mod limit;
mod others;
mod pages;
mod portal;
mod postgres;
#[path = "../../tests/portal/harness/process.rs"]
mod process;
mod sqlite;
mod state;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Any error ends the measurement and is printed.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[derive(Parser)]
struct Options {
    /// Folder that keeps states from one run to the next. On PostgreSQL, the server keeps them.
    #[arg(long, env = "BENCH_STATE", global = true)]
    state: Option<PathBuf>,
    /// Passed by cargo to every bench, and ignored.
    #[arg(long, global = true, hide = true)]
    bench: bool,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The whole job on a large file against the database's own loader with the same rows.
    Ingest(ingest::Options),
    /// A customer's devices as CSV against the database's own export.
    Export(export::Options),
    /// Pages over many registrations.
    Pages(pages::Options),
    /// Pages and a small upload of another reseller while a large file is registered.
    Others(others::Options),
}

fn main() -> ExitCode {
    let options = Options::parse();
    let folder = options.state.unwrap_or_else(|| std::env::temp_dir().join("portal-carrier"));
    let done = database::Server::start(folder).and_then(|server| match options.what {
        What::Ingest(what) => ingest::run(&server, &what),
        What::Export(what) => export::run(&server, &what),
        What::Pages(what) => pages::run(&server, &what),
        What::Others(what) => others::run(&server, &what),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("carrier: {error}");
            ExitCode::FAILURE
        }
    }
}
