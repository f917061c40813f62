//! The portal's clock. No other code reads the system time, so that tests can set it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{NaiveDateTime, SubsecRound, TimeDelta, Utc};
use parking_lot::Mutex;

/// A UTC clock, truncated to microseconds, which is PostgreSQL's precision.
///
/// A time that is read from a table must equal the one that was stored. Otherwise, keyset pagination would return empty
/// pages on one of the databases.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    fixed: Option<Arc<Mutex<NaiveDateTime>>>,
    /// The amount by which tests pretend that the machine's clock is ahead.
    ahead: TimeDelta,
    /// Microseconds to add to the machine's clock. All clones share the offset.
    offset: Arc<AtomicI64>,
}

impl Clock {
    /// Creates a clock that follows the system clock.
    pub fn system() -> Clock {
        Clock::default()
    }

    /// Creates a clock that runs ahead of the system clock by this amount.
    pub fn ahead(by: TimeDelta) -> Clock {
        Clock { ahead: by, ..Clock::default() }
    }

    /// Creates a clock that always returns the same time until it is [set](Clock::set).
    pub fn fixed(at: NaiveDateTime) -> Clock {
        Clock { fixed: Some(Arc::new(Mutex::new(at.trunc_subsecs(6)))), ..Clock::default() }
    }

    /// Sets the time of a fixed clock. Has no effect on the system clock.
    pub fn set(&self, at: NaiveDateTime) {
        if let Some(fixed) = &self.fixed {
            *fixed.lock() = at.trunc_subsecs(6);
        }
    }

    /// Returns the current time in UTC, to the microsecond.
    pub fn now(&self) -> NaiveDateTime {
        match &self.fixed {
            Some(fixed) => *fixed.lock(),
            None => (self.machine_now() + self.offset()).trunc_subsecs(6),
        }
    }

    /// Returns the time on the machine's own clock, without the offset.
    pub(crate) fn machine_now(&self) -> NaiveDateTime {
        Utc::now().naive_utc() + self.ahead
    }

    /// Returns the offset that is added to the machine's clock.
    pub(crate) fn offset(&self) -> TimeDelta {
        TimeDelta::microseconds(self.offset.load(Ordering::Relaxed))
    }

    /// Sets the offset that is added to the machine's clock. Has no effect on a fixed clock.
    pub(crate) fn set_offset(&self, offset: TimeDelta) {
        // An offset that overflows the counter is ignored.
        if let Some(microseconds) = offset.num_microseconds() {
            self.offset.store(microseconds, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_clones_share_the_offset() {
        let clock = Clock::ahead(TimeDelta::hours(1));
        let clone = clock.clone();
        clock.set_offset(TimeDelta::hours(-1));
        let difference = clone.now() - Clock::system().now();
        assert!(difference.abs() < TimeDelta::minutes(30), "{difference}");
    }

    #[test]
    fn a_fixed_clock_has_no_offset() {
        let at = Utc::now().naive_utc().trunc_subsecs(6);
        let clock = Clock::fixed(at);
        clock.set_offset(TimeDelta::hours(-1));
        assert_eq!(clock.now(), at);
    }
}
