//! The refusals of one minute.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDateTime, Timelike};

use crate::domain::activity::Activity;
use crate::domain::network::Network;
use crate::domain::refusal::Refusal;
use crate::domain::word::Word;
use crate::request_id;
use crate::store::activity::refusals::{CountedRefusal, MAX_ENTRIES, RefusalBatch};

/// Maximum number of distinct refusals that are kept for a minute. Further ones are only counted, by action.
const MAX_KEPT: usize = 10_000;
/// Maximum number of log lines per minute.
const MAX_LINES: u32 = 300;

/// The refusals since the start of a minute.
#[derive(Debug)]
pub(super) struct Minute {
    /// Start of the minute, UTC.
    start: NaiveDateTime,
    kept: HashMap<Refusal, Count>,
    /// The number of refusals that weren't kept, by action.
    others: BTreeMap<&'static str, i64>,
    /// The number of lines written to the log.
    lines: u32,
}

/// The number of identical refusals.
#[derive(Debug)]
struct Count {
    times: i64,
    /// Time of the first one, UTC.
    first_at: NaiveDateTime,
    /// ID of the first request. `None` for a connection.
    request_id: Option<String>,
    /// Number of distinct refusals before this one. It determines the order of refusals with equal times.
    position: usize,
}

/// Returns the start of the minute that contains a time.
pub(super) fn start_of(at: NaiveDateTime) -> NaiveDateTime {
    at.with_second(0).and_then(|at| at.with_nanosecond(0)).unwrap_or(at)
}

impl Minute {
    /// Creates the minute that contains a time. It has no refusals yet.
    pub(super) fn new(at: NaiveDateTime) -> Minute {
        Minute { start: start_of(at), kept: HashMap::new(), others: BTreeMap::new(), lines: 0 }
    }

    pub(super) fn contains(&self, at: NaiveDateTime) -> bool {
        start_of(at) == self.start
    }

    /// Counts a refusal. If it should be logged, returns the number of identical refusals in this minute so far.
    ///
    /// Of identical refusals, only the first, second, fourth, eighth and so on are logged. The log then shows an attack
    /// without being flooded.
    pub(super) fn add(&mut self, refusal: Refusal, at: NaiveDateTime) -> Option<i64> {
        let is_full = self.kept.len() >= MAX_KEPT;
        let times = match self.kept.get_mut(&refusal) {
            Some(count) => {
                count.times += 1;
                count.times
            }
            None if is_full => {
                *self.others.entry(refusal.action.word()).or_default() += 1;
                return None;
            }
            None => {
                let position = self.kept.len();
                let request_id = request_id::current();
                self.kept.insert(refusal, Count { times: 1, first_at: at, request_id, position });
                1
            }
        };
        let is_logged = u64::try_from(times).is_ok_and(u64::is_power_of_two) && self.lines < MAX_LINES;
        self.lines += u32::from(is_logged);
        is_logged.then_some(times)
    }

    /// Returns the entries to write, or `None` if nothing was refused.
    ///
    /// If there are too many, the most frequent ones for each action and network come first, so that one attacker can't
    /// hide others.
    pub(super) fn into_batch(self) -> Option<RefusalBatch> {
        if self.kept.is_empty() {
            return None;
        }
        let mut kept: Vec<(Refusal, Count)> = self.kept.into_iter().collect();
        kept.sort_unstable_by_key(|(_, count)| count.position);
        let mut entries: Vec<CountedRefusal> = kept
            .into_iter()
            .map(|(refusal, Count { times, first_at, request_id, .. })| CountedRefusal {
                refusal,
                times,
                first_at,
                request_id,
                rank: 0,
            })
            .collect();
        entries.sort_by_key(|entry| (std::cmp::Reverse(entry.times), entry.first_at));
        set_ranks(&mut entries);
        entries.sort_by_key(|entry| entry.first_at);
        let mut batch = RefusalBatch { start: self.start, entries, others: self.others };
        batch.limit(MAX_ENTRIES);
        Some(batch)
    }
}

/// Ranks the entries: the first one for each action and network comes first, then the second one for each, and so on.
fn set_ranks(entries: &mut [CountedRefusal]) {
    let mut counts: HashMap<(Activity, Network), usize> = HashMap::new();
    let mut ranked: Vec<(usize, &mut CountedRefusal)> = Vec::with_capacity(entries.len());
    for entry in entries {
        let count = counts.entry((entry.refusal.action, entry.refusal.network)).or_default();
        *count += 1;
        ranked.push((*count, entry));
    }
    ranked.sort_by_key(|(count, _)| *count);
    for (rank, (_, entry)) in ranked.into_iter().enumerate() {
        entry.rank = rank;
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn noon() -> NaiveDateTime {
        "2026-11-23T12:00:00".parse().unwrap()
    }

    fn refusal(action: Activity, account: &str, address: [u8; 4]) -> Refusal {
        Refusal {
            action,
            actor: None,
            reseller: None,
            account: account.to_owned(),
            network: Network::from(IpAddr::from(address)),
            method: "POST",
            route: "/sign-in",
        }
    }

    fn wrong(account: &str) -> Refusal {
        refusal(Activity::SignInWrongPassword, account, [192, 0, 2, 1])
    }

    /// Returns a minute with this number of refusals, each for a different account.
    fn minute_of(count: usize) -> Minute {
        let mut minute = Minute::new(noon());
        for number in 0..count {
            minute.add(wrong(&number.to_string()), noon());
        }
        minute
    }

    #[test]
    fn identical_refusals_share_one_entry() {
        let mut minute = Minute::new(noon());
        for _ in 0..1_000 {
            minute.add(wrong("a"), noon());
        }
        minute.add(wrong("b"), noon());
        let batch = minute.into_batch().unwrap();
        let mut times: Vec<i64> = batch.entries.iter().map(|entry| entry.times).collect();
        times.sort_unstable();
        assert_eq!((times, batch.others.len()), (vec![1, 1_000], 0));
    }

    #[test]
    fn refusals_at_the_same_time_keep_their_order() {
        let batch = minute_of(40).into_batch().unwrap();
        let accounts: Vec<&str> = batch.entries.iter().map(|entry| entry.refusal.account.as_str()).collect();
        assert_eq!(accounts, (0..40).map(|number| number.to_string()).collect::<Vec<_>>());
    }

    #[test]
    fn a_repeated_refusal_is_logged_less_and_less_often() {
        let mut minute = Minute::new(noon());
        let logged: Vec<i64> = (0..100).filter_map(|_| minute.add(wrong("a"), noon())).collect();
        assert_eq!(logged, [1, 2, 4, 8, 16, 32, 64]);
    }

    #[test]
    fn the_number_of_lines_in_a_minute_is_limited() {
        let mut minute = Minute::new(noon());
        let logged = (0..5_000).filter_map(|number| minute.add(wrong(&number.to_string()), noon()));
        assert_eq!(logged.count(), 300);
    }

    #[test]
    fn at_most_fifty_entries_are_written_and_every_refusal_is_counted() {
        for count in [49, 50, 51, 9_999, 10_000, 10_001, 60_000] {
            let batch = minute_of(count).into_batch().unwrap();
            let rows = batch.entries.len() + usize::from(!batch.others.is_empty());
            assert_eq!(rows, count.min(50), "{count}");
            let times: i64 =
                batch.entries.iter().map(|entry| entry.times).chain(batch.others.into_values()).sum();
            assert_eq!(times, count as i64);
        }
    }

    #[test]
    fn memory_is_limited_however_many_refusals_there_are() {
        let minute = minute_of(20_000);
        assert_eq!((minute.kept.len(), minute.others.len()), (10_000, 1));
    }

    #[test]
    fn a_refusal_from_another_network_is_written_during_an_attack() {
        let mut minute = minute_of(5_000);
        let other = refusal(Activity::RequestForbidden, "", [192, 0, 2, 9]);
        minute.add(other.clone(), noon());
        let batch = minute.into_batch().unwrap();
        assert!(batch.entries.iter().any(|entry| entry.refusal == other));
    }
}
