//! Reads random but ordinary tables of devices, and judges the outcome. The generator knows which devices each table
//! lists, but not how the reader works: its names and layouts are those that people use.
//!
//! `scripts/long random-tables` reads more tables, and saves those that were read badly.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't continue has failed")]

mod bytes;
mod columns;
mod damage;
mod identifiers;
mod judge;
mod names;
mod numbers;
mod random;
mod reader;
mod rows;
mod surroundings;
mod table;
mod tallies;
mod truth;

use std::path::PathBuf;

use tallies::Tallies;

/// The number of tables that each test run reads.
const TABLES_PER_RUN: u64 = 2_000;

#[test]
fn random_tables_are_read_as_a_careful_clerk_would_read_them() {
    let tallies = Tallies::of(0..TABLES_PER_RUN, None);
    println!("{tallies}");
    assert_eq!(tallies.faults(), Vec::<String>::new());
}

/// Reads `RANDOM_TABLES` tables, starting with the seed `FIRST_TABLE`. Saves the first 20 that were read badly in the
/// folder `RANDOM_TABLES_OUT`.
#[test]
#[ignore = "scripts/long random-tables runs this"]
fn many_random_tables_are_read_as_a_careful_clerk_would_read_them() {
    let number = |name| std::env::var(name).ok().map(|value: String| value.parse::<u64>().unwrap());
    let first = number("FIRST_TABLE").unwrap_or(0);
    let count = number("RANDOM_TABLES").unwrap_or(100_000);
    let folder = std::env::var_os("RANDOM_TABLES_OUT").map(PathBuf::from);
    let tallies = Tallies::of(first..first + count, folder.as_deref());
    println!("{tallies}");
    assert_eq!(tallies.faults(), Vec::<String>::new());
}
