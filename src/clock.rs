//! The one place that reads the time, so that tests can set it.

use std::sync::Arc;

use chrono::{NaiveDateTime, SubsecRound, Utc};
use parking_lot::Mutex;

/// Tells the time in UTC, cut to microseconds: PostgreSQL keeps no more, and a time that comes back from the
/// table must equal the one that went in, or pages by key come back empty on one of the databases.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    fixed: Option<Arc<Mutex<NaiveDateTime>>>,
}

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Clock {
        Clock { fixed: None }
    }

    /// A clock that stands still until it is [set](Clock::set).
    pub fn fixed(at: NaiveDateTime) -> Clock {
        Clock { fixed: Some(Arc::new(Mutex::new(at.trunc_subsecs(6)))) }
    }

    /// Sets a fixed clock; the machine's own goes on as it was.
    pub fn set(&self, at: NaiveDateTime) {
        if let Some(fixed) = &self.fixed {
            *fixed.lock() = at.trunc_subsecs(6);
        }
    }

    /// Now, in UTC, to the microsecond.
    pub fn now(&self) -> NaiveDateTime {
        match &self.fixed {
            Some(fixed) => *fixed.lock(),
            None => Utc::now().naive_utc().trunc_subsecs(6),
        }
    }
}
