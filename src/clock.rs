//! The portal's clock. No other code reads the system time, so that tests can set it.

use std::sync::Arc;

use chrono::{NaiveDateTime, SubsecRound, Utc};
use parking_lot::Mutex;

/// A UTC clock, truncated to PostgreSQL's precision of microseconds.
///
/// A time that is read from a table must equal the one that was stored. Otherwise keyset pagination would return empty
/// pages on one of the databases.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    fixed: Option<Arc<Mutex<NaiveDateTime>>>,
}

impl Clock {
    /// Creates a clock that follows the system clock.
    pub fn system() -> Clock {
        Clock { fixed: None }
    }

    /// Creates a clock that always returns the same time until it is [set](Clock::set).
    pub fn fixed(at: NaiveDateTime) -> Clock {
        Clock { fixed: Some(Arc::new(Mutex::new(at.trunc_subsecs(6)))) }
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
            None => Utc::now().naive_utc().trunc_subsecs(6),
        }
    }
}
