//! The only code that reads the time, so that tests can set it.

use std::sync::Arc;

use chrono::{NaiveDateTime, SubsecRound, Utc};
use parking_lot::Mutex;

/// A clock in UTC, truncated to microseconds, the precision of PostgreSQL.
///
/// A time read from a table must equal the one that was stored. Otherwise pages by key would be empty on one of the
/// databases.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    fixed: Option<Arc<Mutex<NaiveDateTime>>>,
}

impl Clock {
    /// Creates a clock that follows the system clock.
    pub fn system() -> Clock {
        Clock { fixed: None }
    }

    /// Creates a clock that stands still until it is [set](Clock::set).
    pub fn fixed(at: NaiveDateTime) -> Clock {
        Clock { fixed: Some(Arc::new(Mutex::new(at.trunc_subsecs(6)))) }
    }

    /// Sets a fixed clock. Has no effect on the system clock.
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
