//! Counts refusals in memory.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use chrono::NaiveDateTime;
use parking_lot::Mutex;

use super::minute::Minute;
use crate::domain::ids::PersonKey;
use crate::domain::refusal::Refusal;
use crate::domain::word::Word;

/// Maximum number of ended minutes that wait for the writer. The writer takes them immediately unless the database
/// delays it. Beyond this limit, the oldest counts are lost.
const MAX_ENDED: usize = 3;

/// The recorder that counts this process's refusals. All clones share the counts.
#[derive(Clone)]
pub(crate) struct Refusals(Arc<Shared>);

struct Shared {
    counts: Mutex<Counts>,
    /// Hashes accounts for the log. Each process has a new key, so that a guessed address can't be confirmed from the
    /// log.
    hasher: RandomState,
}

struct Counts {
    current: Minute,
    /// The minutes that have ended, oldest first.
    ended: VecDeque<Minute>,
}

impl Refusals {
    /// Creates a recorder. `at` is the current time, UTC.
    pub(crate) fn new(at: NaiveDateTime) -> Refusals {
        let counts = Counts { current: Minute::new(at), ended: VecDeque::new() };
        Refusals(Arc::new(Shared { counts: Mutex::new(counts), hasher: RandomState::new() }))
    }

    /// Counts a refusal, and logs it unless enough lines have been logged for it in this minute. `person` is the person
    /// who is signed in.
    pub(crate) fn record(&self, refusal: Refusal, person: Option<PersonKey>, at: NaiveDateTime) {
        let (action, network, account) = (refusal.action, refusal.network, self.hash(&refusal.account));
        let times = {
            let mut counts = self.0.counts.lock();
            counts.end_minute_before(at);
            counts.current.add(refusal, at)
        };
        let Some(times) = times else { return };
        let person = person.map(tracing::field::display);
        tracing::warn!(kind = action.word(), address = %network, account, person, times, "refused");
    }

    /// Returns the hash that identifies an account in the log. Returns `None` if there is no account.
    fn hash(&self, account: &str) -> Option<String> {
        (!account.is_empty()).then(|| format!("{:016x}", self.0.hasher.hash_one(account)))
    }

    /// Takes the minutes that have ended by now, oldest first. Also takes the current minute if `with_current` is true.
    pub(super) fn take(&self, at: NaiveDateTime, with_current: bool) -> VecDeque<Minute> {
        let mut counts = self.0.counts.lock();
        counts.end_minute_before(at);
        if with_current {
            counts.end_minute(at);
        }
        std::mem::take(&mut counts.ended)
    }
}

impl Counts {
    fn end_minute_before(&mut self, at: NaiveDateTime) {
        if !self.current.contains(at) {
            self.end_minute(at);
        }
    }

    fn end_minute(&mut self, at: NaiveDateTime) {
        self.ended.push_back(std::mem::replace(&mut self.current, Minute::new(at)));
        if self.ended.len() > MAX_ENDED {
            self.ended.pop_front();
        }
    }
}
