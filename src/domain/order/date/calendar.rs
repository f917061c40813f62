use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// The calendar that a workbook uses to number days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Calendar {
    /// Day 1 is 1 January 1900, and 29 February 1900 counts, although that day never existed.
    From1900,
    /// Day 0 is 1 January 1904.
    From1904,
}

impl Calendar {
    /// Returns the date with this number, or `None` if there is no such day.
    pub(super) fn date(self, number: u32) -> Option<NaiveDate> {
        let (year, days) = match (self, number) {
            (Calendar::From1900, 0 | 60) => return None,
            (Calendar::From1900, 1..60) => (1900, number - 1),
            (Calendar::From1900, _) => (1900, number - 2),
            (Calendar::From1904, _) => (1904, number),
        };
        NaiveDate::from_ymd_opt(year, 1, 1)?.checked_add_days(Days::new(days.into()))
    }
}
