//! Makes this instance's clock follow that of the PostgreSQL server, which all instances share. Otherwise, an instance
//! whose clock is wrong would end sessions early and record wrong times.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta};

use crate::clock::Clock;
use crate::store::db::connection::database_now;
use crate::store::{Db, Error};

/// Time between two measurements.
const INTERVAL: Duration = Duration::from_secs(60);
/// Number of samples in a measurement. The one with the shortest round trip is used.
const SAMPLES: usize = 3;
/// Minimum change in the offset that is applied. Smaller changes would only make the time jump back occasionally.
const MIN_CHANGE: TimeDelta = TimeDelta::milliseconds(100);
/// Maximum offset, or change in the offset, that isn't logged.
const MAX_UNLOGGED: TimeDelta = TimeDelta::seconds(2);

/// A handle for the thread that measures the offset. The thread ends when the handle is dropped.
pub(crate) struct DatabaseClock {
    _stop: mpsc::Sender<()>,
}

impl DatabaseClock {
    /// Measures the offset now, and again every minute. Returns `None` on SQLite, which has no clock of its own.
    pub(crate) fn follow(db: &Db, clock: &Clock) -> std::io::Result<Option<DatabaseClock>> {
        if db.is_sqlite() {
            return Ok(None);
        }
        let (db, mut adjuster) = (db.clone(), Adjuster { clock: clock.clone(), logged: TimeDelta::zero() });
        adjuster.measure(&db);
        let (stop, stopped) = mpsc::channel();
        let run = move || {
            while stopped.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                adjuster.measure(&db);
            }
        };
        std::thread::Builder::new().name("clock".to_owned()).spawn(run)?;
        Ok(Some(DatabaseClock { _stop: stop }))
    }
}

/// A clock whose offset is adjusted to the measurements.
struct Adjuster {
    clock: Clock,
    /// The offset that was last logged, or zero if none was.
    logged: TimeDelta,
}

/// One comparison of the two clocks.
#[derive(Clone, Copy)]
struct Sample {
    /// The database's time minus the machine's. It is accurate to within half the round trip.
    offset: TimeDelta,
    round_trip: Duration,
}

impl Adjuster {
    /// Compares the clocks and adjusts this instance's. Keeps the last offset if the database doesn't respond.
    fn measure(&mut self, db: &Db) {
        let samples: Result<Vec<Sample>, Error> = (0..SAMPLES).map(|_| self.sample(db)).collect();
        match samples {
            Ok(samples) => {
                if let Some(best) = samples.into_iter().min_by_key(|sample| sample.round_trip) {
                    self.adjust(best);
                }
            }
            Err(error) => tracing::warn!(%error, "could not compare the clock with the database's"),
        }
    }

    fn sample(&self, db: &Db) -> Result<Sample, Error> {
        db.read(|conn| {
            // The time spent waiting for a connection is not part of the round trip.
            let (before, start) = (self.clock.machine_now(), Instant::now());
            let database = database_now(conn)?;
            let round_trip = start.elapsed();
            let now = before + TimeDelta::from_std(round_trip / 2).unwrap_or_default();
            Ok(Sample {
                offset: TimeDelta::microseconds(database) - (now - DateTime::UNIX_EPOCH.naive_utc()),
                round_trip,
            })
        })
    }

    fn adjust(&mut self, sample: Sample) {
        let error = TimeDelta::from_std(sample.round_trip / 2).unwrap_or_default();
        if (sample.offset - self.clock.offset()).abs() <= error.max(MIN_CHANGE) {
            return;
        }
        self.clock.set_offset(sample.offset);
        if (sample.offset - self.logged).abs() > MAX_UNLOGGED {
            self.logged = sample.offset;
            let seconds = sample.offset.as_seconds_f64();
            tracing::warn!(
                seconds,
                "this machine's clock differs from the database's, which the portal uses. Synchronize the clocks"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(offset: TimeDelta) -> Sample {
        Sample { offset, round_trip: Duration::from_millis(1) }
    }

    fn adjuster() -> Adjuster {
        Adjuster { clock: Clock::system(), logged: TimeDelta::zero() }
    }

    #[test]
    fn the_clock_follows_a_measured_offset() {
        let mut adjuster = adjuster();
        adjuster.adjust(sample(TimeDelta::hours(-1)));
        assert_eq!(adjuster.clock.offset(), TimeDelta::hours(-1));
    }

    #[test]
    fn small_changes_in_the_offset_are_ignored() {
        let mut adjuster = adjuster();
        adjuster.adjust(sample(TimeDelta::milliseconds(99)));
        assert_eq!(adjuster.clock.offset(), TimeDelta::zero());
    }

    #[test]
    fn a_slow_measurement_does_not_replace_a_better_one() {
        let mut adjuster = adjuster();
        adjuster.adjust(sample(TimeDelta::seconds(10)));
        adjuster.adjust(Sample { offset: TimeDelta::seconds(11), round_trip: Duration::from_secs(3) });
        assert_eq!(adjuster.clock.offset(), TimeDelta::seconds(10));
    }

    #[test]
    fn a_large_offset_is_logged_once_until_it_changes() {
        let mut adjuster = adjuster();
        let mut logged = |offset| {
            adjuster.adjust(sample(TimeDelta::milliseconds(offset)));
            adjuster.logged.num_milliseconds()
        };
        assert_eq!([1_000, 3_000, 3_500, 4_500, 9_000].map(&mut logged), [0, 3_000, 3_000, 3_000, 9_000]);
    }
}
