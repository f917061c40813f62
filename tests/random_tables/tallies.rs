//! Reads many tables, and counts the verdicts.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use crate::judge::{VERDICTS, Verdict, judge, needless_failures};
use crate::reader;
use crate::table::Table;

/// The maximum number of tables that are saved or printed, and of tables that are remembered for each verdict.
const MAX_OFFENDERS: usize = 20;

/// The verdicts on many tables.
#[derive(Default)]
pub struct Tallies {
    counts: BTreeMap<Verdict, usize>,
    needless: usize,
    /// The reasons why tables weren't judged right, by verdict and seed. The worst verdict comes first.
    offenders: BTreeMap<(Reverse<Verdict>, u64), String>,
}

impl Tallies {
    /// Reads the tables with these seeds. Saves badly read tables in the folder, if there is one.
    pub fn of(seeds: Range<u64>, folder: Option<&Path>) -> Tallies {
        let next = AtomicU64::new(seeds.start);
        let threads = thread::available_parallelism().map_or(1, |count| count.get());
        let mut all = Tallies::default();
        thread::scope(|scope| {
            let read = || {
                let mut tallies = Tallies::default();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return tallies;
                    }
                    tallies.read(seed);
                }
            };
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(read)).collect();
            for worker in workers {
                all.add(worker.join().expect("no table crashes the reader"));
            }
        });
        if let Some(folder) = folder {
            all.save(folder);
        }
        all
    }

    fn read(&mut self, seed: u64) {
        let table = Table::random(seed);
        let outcome = reader::read(&table.bytes);
        let (verdict, reasons) = judge(&table.truth, &outcome);
        let count = self.counts.entry(verdict).or_default();
        *count += 1;
        self.needless += needless_failures(&table.truth, &outcome);
        if verdict != Verdict::Right && *count <= MAX_OFFENDERS {
            let first: Vec<String> = reasons.into_iter().take(3).collect();
            let text = format!("{}\n{}", table.description, first.join("\n"));
            self.offenders.insert((Reverse(verdict), seed), text);
        }
    }

    fn add(&mut self, other: Tallies) {
        for (verdict, count) in other.counts {
            *self.counts.entry(verdict).or_default() += count;
        }
        self.needless += other.needless;
        self.offenders.extend(other.offenders);
    }

    /// Saves the worst tables: their bytes, and the truth with the outcome.
    fn save(&self, folder: &Path) {
        std::fs::create_dir_all(folder).unwrap();
        for ((Reverse(verdict), seed), reasons) in self.offenders.iter().take(MAX_OFFENDERS) {
            let table = Table::random(*seed);
            let outcome = reader::read(&table.bytes);
            let name = format!("{seed}-{verdict:?}").to_lowercase();
            std::fs::write(folder.join(format!("{name}.csv")), &table.bytes).unwrap();
            let text = format!("{reasons}\n\n{:#?}\n\n{outcome:#?}\n", table.truth);
            std::fs::write(folder.join(format!("{name}.txt")), text).unwrap();
        }
    }

    fn count(&self, verdict: Verdict) -> usize {
        self.counts.get(&verdict).copied().unwrap_or_default()
    }

    /// Returns the requirements that aren't met: no table may be read wrongly or lose data, and nine in ten must be
    /// right.
    pub fn faults(&self) -> Vec<String> {
        let total: usize = self.counts.values().sum();
        let mut faults: Vec<String> = [Verdict::Wrong, Verdict::Lost, Verdict::Dropped]
            .into_iter()
            .filter(|verdict| self.count(*verdict) > 0)
            .map(|verdict| format!("{} of {total} tables: {verdict:?}", self.count(verdict)))
            .collect();
        if self.count(Verdict::Right) * 10 < total * 9 {
            faults.push(format!("only {} of {total} tables are right", self.count(Verdict::Right)));
        }
        faults
    }
}

impl fmt::Display for Tallies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for verdict in VERDICTS {
            writeln!(f, "{:>8} {}", self.count(verdict), format!("{verdict:?}").to_lowercase())?;
        }
        writeln!(f, "{:>8} failed lines without a device", self.needless)?;
        for ((Reverse(verdict), seed), reasons) in self.offenders.iter().take(MAX_OFFENDERS) {
            writeln!(f, "table {seed} ({verdict:?}): {reasons}")?;
        }
        Ok(())
    }
}
