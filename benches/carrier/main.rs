//! Measures the portal at the scale of a national carrier. The results are in `benches/README.md`.

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
mod worst_day;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The result of a step. Any error ends the program with a message.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[derive(Parser)]
struct Options {
    /// Folder in which databases are kept from one run to the next. On PostgreSQL, the server keeps them.
    #[arg(long, env = "BENCH_STATE", global = true)]
    state: Option<PathBuf>,
    /// Ignored. Cargo passes it to every bench.
    #[arg(long, global = true, hide = true)]
    bench: bool,
    #[command(subcommand)]
    benchmark: Benchmark,
}

#[derive(Subcommand)]
enum Benchmark {
    /// Compare uploading a large file with loading the same rows through the database's own loader.
    Ingest(ingest::Options),
    /// Compare exporting a customer's devices as CSV with the database's own export.
    Export(export::Options),
    /// Request pages from a portal with many registrations.
    Pages(pages::Options),
    /// Request another reseller's pages and upload small files while a large file is being registered.
    Others(others::Options),
    /// Request another reseller's pages while clients hold connections open, sign in or are refused.
    WorstDay(worst_day::Options),
}

fn main() -> ExitCode {
    let options = Options::parse();
    let folder = options.state.unwrap_or_else(|| std::env::temp_dir().join("portal-carrier"));
    let result = database::Server::start(folder).and_then(|server| match options.benchmark {
        Benchmark::Ingest(options) => ingest::run(&server, &options),
        Benchmark::Export(options) => export::run(&server, &options),
        Benchmark::Pages(options) => pages::run(&server, &options),
        Benchmark::Others(options) => others::run(&server, &options),
        Benchmark::WorstDay(options) => worst_day::run(&server, &options),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("carrier: {error}");
            ExitCode::FAILURE
        }
    }
}
