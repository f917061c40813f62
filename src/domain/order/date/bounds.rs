use chrono::{DateTime, Days, NaiveDate, Utc};

/// The first and last valid order dates, inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateBounds {
    pub(crate) first: NaiveDate,
    pub(crate) last: NaiveDate,
}

impl DateBounds {
    /// Returns the bounds for a file's dates. They end the day after acceptance (UTC), so that today's date is accepted
    /// in every time zone.
    pub fn of_acceptance(accepted_at: DateTime<Utc>) -> DateBounds {
        let day = accepted_at.date_naive();
        DateBounds::to(day.checked_add_days(Days::new(1)).unwrap_or(day))
    }

    /// Returns the bounds from 2000-01-01 to the given day. Forms pass today's date in the person's time zone.
    pub(crate) fn to(last: NaiveDate) -> DateBounds {
        DateBounds { first: NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default(), last }
    }
}
