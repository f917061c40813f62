use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::VariantArray;

use super::calendar::Calendar;
use super::date_order::{DateOrder, DateQuestion};
use super::survey::{DateDecision, DateSurvey};

/// The way in which a file's dates are read. It is stored with the file's layout.
///
/// Without an order, a date fails only if it is a different day in each order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredDates")]
pub struct FileDates {
    /// [`DateOrder::Ymd`] or [`DateOrder::Ydm`].
    eight_digits: Option<DateOrder>,
    /// [`DateOrder::Dmy`] or [`DateOrder::Mdy`].
    day_and_month: Option<DateOrder>,
    /// The calendar of the workbook, if the file was one. Without a calendar, a day number isn't a date.
    calendar: Option<Calendar>,
}

impl FileDates {
    /// Returns the value for layouts that were stored without an order: eight digits are `YYYYMMDD`.
    pub(crate) fn year_month_day() -> FileDates {
        FileDates { eight_digits: Some(DateOrder::Ymd), ..FileDates::default() }
    }

    /// Returns the orders that a file's dates determine. Undecided questions have no order.
    ///
    /// # Errors
    ///
    /// Returns the question whose dates contradict each other, and the lines of [`DateDecision::Conflict`].
    pub(crate) fn of(survey: &DateSurvey) -> Result<FileDates, (DateQuestion, [u32; 2])> {
        let mut dates = FileDates::default();
        for question in DateQuestion::VARIANTS {
            match survey.decide(*question) {
                DateDecision::Decided(order) => dates.set_order(order),
                DateDecision::Conflict(first, second) => return Err((*question, [first, second])),
                DateDecision::NotNeeded | DateDecision::Undecided(_) => {}
            }
        }
        Ok(dates)
    }

    /// Sets the order for the question that it answers.
    pub(crate) fn set_order(&mut self, order: DateOrder) {
        match DateQuestion::answered_by(order) {
            DateQuestion::EightDigits => self.eight_digits = Some(order),
            DateQuestion::DayAndMonth => self.day_and_month = Some(order),
        }
    }

    /// Sets the workbook's calendar, so that day numbers are read as dates.
    pub(crate) fn set_calendar(&mut self, calendar: Calendar) {
        self.calendar = Some(calendar);
    }

    /// Returns the date with this number in the workbook's calendar. Returns `None` if there is no workbook.
    pub(super) fn numbered(&self, number: u32) -> Option<NaiveDate> {
        self.calendar?.date(number)
    }

    /// Returns the order for a question, or `None` if it is undecided.
    pub(crate) fn order(&self, question: DateQuestion) -> Option<DateOrder> {
        match question {
            DateQuestion::EightDigits => self.eight_digits,
            DateQuestion::DayAndMonth => self.day_and_month,
        }
    }

    /// Describes the orders other than `YYYYMMDD`, such as "dates as DD/MM/YYYY". Returns `None` if there are none.
    pub(crate) fn describe(&self) -> Option<String> {
        let orders = [self.eight_digits, self.day_and_month].into_iter().flatten();
        let forms: Vec<&str> = orders.filter(|order| *order != DateOrder::Ymd).map(DateOrder::form).collect();
        (!forms.is_empty()).then(|| format!("dates as {}", forms.join(" and ")))
    }
}

/// The stored representations of [`FileDates`].
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredDates {
    /// The order of eight-digit dates, as stored in older layouts.
    EightDigits(EightDigits),
    Dates {
        #[serde(default)]
        eight_digits: Option<DateOrder>,
        #[serde(default)]
        day_and_month: Option<DateOrder>,
        #[serde(default)]
        calendar: Option<Calendar>,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum EightDigits {
    YearMonthDay,
    YearDayMonth,
}

impl From<StoredDates> for FileDates {
    fn from(stored: StoredDates) -> FileDates {
        match stored {
            StoredDates::EightDigits(EightDigits::YearMonthDay) => FileDates::year_month_day(),
            StoredDates::EightDigits(EightDigits::YearDayMonth) => {
                FileDates { eight_digits: Some(DateOrder::Ydm), ..FileDates::default() }
            }
            StoredDates::Dates { eight_digits, day_and_month, calendar } => {
                FileDates { eight_digits, day_and_month, calendar }
            }
        }
    }
}
