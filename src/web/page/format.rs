//! Formats values for pages: numbers, times, identifiers, statuses and pagers.

use std::sync::LazyLock;

use chrono::format::{Item, StrftimeItems};
use chrono::{Datelike, NaiveDate, NaiveDateTime, SecondsFormat, TimeZone};
use chrono_tz::Tz;

use crate::domain::customer::CustomerStatus;
use crate::domain::device::DeviceStatus;
pub(crate) use crate::domain::quantity::{counted, number};
use crate::domain::upload::UploadStatus;

/// Maximum number of rows that a list counts. If there are more, it shows "10,000+".
pub(crate) const MAX_COUNTED: i64 = 10_000;

/// Formats the number of rows in a list, counted up to the limit: "9 devices", "10,000+ devices".
pub(crate) fn counted_to(total: i64, one: &str, many: &str) -> String {
    if total > MAX_COUNTED { format!("{}+ {many}", number(MAX_COUNTED)) } else { counted(total, one, many) }
}

/// Formats the number of other lines in a file: "the other line", "the other 3 lines".
pub(crate) fn other_lines(lines: i64) -> String {
    if lines == 1 { "the other line".to_owned() } else { format!("the other {} lines", number(lines)) }
}

/// Formats the size of a large download: "312,400 rows, about 30 MB". Returns `None` if the download is small.
pub(crate) fn size_note(rows: i64, bytes_per_row: i64) -> Option<String> {
    let megabytes = (rows * bytes_per_row + 999_999) / 1_000_000;
    (rows > LONG_DOWNLOAD).then(|| format!("{} rows, about {} MB", number(rows), number(megabytes)))
}

/// Number of rows above which a page shows the size of a download.
const LONG_DOWNLOAD: i64 = 50_000;

/// A time, formatted for pages.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    /// The time for HTML, as RFC 3339 in UTC.
    pub(crate) datetime: String,
    /// The time to the second, with the time zone.
    pub(crate) exact: String,
    /// The time to the minute: "Today, 14:32" or "18 Nov 2025, 16:40".
    pub(crate) text: String,
}

/// Formats a time from the database (UTC) in a person's time zone.
pub(crate) fn moment(at: NaiveDateTime, now: NaiveDateTime, zone: Tz) -> Moment {
    let local = zone.from_utc_datetime(&at);
    let today = zone.from_utc_datetime(&now).date_naive();
    let (datetime, exact) = (rfc_3339(at), to_the_second(&local));
    // The text reuses parts of the exact time, because formatting is slow and a list shows hundreds of times.
    let (day, time) = exact.split_once(", ").unwrap_or_default();
    let (day, minute) =
        (if local.date_naive() == today { "Today" } else { day }, time.get(..5).unwrap_or(time));
    Moment { text: format!("{day}, {minute}"), datetime, exact }
}

/// Formats a time for HTML, as RFC 3339 in UTC with whole seconds.
fn rfc_3339(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A parsed time format. A list shows hundreds of times, and parsing the format for each of them would take longer than
/// the formatting itself.
type TimeFormat = LazyLock<Vec<Item<'static>>>;

/// The format of "18 Nov 2025, 16:40:07 CET".
static EXACT_FORMAT: TimeFormat = LazyLock::new(|| StrftimeItems::new("%-d %b %Y, %H:%M:%S %Z").collect());
/// The format of "18 Nov 2025".
static DAY_FORMAT: TimeFormat = LazyLock::new(|| StrftimeItems::new("%-d %b %Y").collect());

/// Formats a time to the second: "18 Nov 2025, 16:40:07 CET".
fn to_the_second(local: &chrono::DateTime<Tz>) -> String {
    local.format_with_items(EXACT_FORMAT.iter()).to_string()
}

/// Formats how long ago a time was: "8 min", "5 h", "Yesterday", "17 Nov", "17 Nov 2024".
pub(crate) fn age(at: NaiveDateTime, now: NaiveDateTime, zone: Tz) -> String {
    let (day, today) = (zone.from_utc_datetime(&at).date_naive(), zone.from_utc_datetime(&now).date_naive());
    let past = now - at;
    if past.num_minutes() < 1 {
        "Now".to_owned()
    } else if past.num_minutes() < 60 {
        format!("{} min", past.num_minutes())
    } else if day == today {
        format!("{} h", past.num_hours())
    } else if today.pred_opt() == Some(day) {
        "Yesterday".to_owned()
    } else if day.year() == today.year() {
        day.format("%-d %b").to_string()
    } else {
        self::day(day)
    }
}

/// Formats the day of a time, in a person's time zone.
pub(crate) fn day_of(at: NaiveDateTime, zone: Tz) -> Moment {
    let local = zone.from_utc_datetime(&at);
    Moment { datetime: rfc_3339(at), exact: to_the_second(&local), text: day(local.date_naive()) }
}

/// Formats a date: "18 Nov 2025".
pub(crate) fn day(date: NaiveDate) -> String {
    date.format_with_items(DAY_FORMAT.iter()).to_string()
}

/// Returns the start of a day in a person's time zone, in UTC. If a clock change skips midnight, the day starts an hour
/// later.
pub(crate) fn start_of_day(date: NaiveDate, zone: Tz) -> Option<NaiveDateTime> {
    let midnight = date.and_hms_opt(0, 0, 0)?;
    let local = zone.from_local_datetime(&midnight);
    let local = local
        .earliest()
        .or_else(|| zone.from_local_datetime(&(midnight + chrono::Duration::hours(1))).earliest())?;
    Some(local.naive_utc())
}

/// Returns the end of a day in a person's time zone, in UTC: the start of the next day.
pub(crate) fn end_of_day(date: NaiveDate, zone: Tz) -> Option<NaiveDateTime> {
    start_of_day(date.succ_opt()?, zone)
}

/// Formats a date for an address or a date field: "2025-11-18". Returns an empty string for `None`.
pub(crate) fn date_word(date: Option<NaiveDate>) -> String {
    date.map_or(String::new(), |date| date.to_string())
}

/// Splits an identifier into the groups that pages separate with gaps. An IMEI has three groups. Any other identifier
/// has one.
pub(crate) fn identifier(value: &str) -> Vec<String> {
    if value.len() == 15 && value.bytes().all(|byte| byte.is_ascii_digit()) {
        [&value[..8], &value[8..14], &value[14..]].map(str::to_owned).to_vec()
    } else {
        vec![value.to_owned()]
    }
}

/// A status for pages: label, icon and colour.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Status {
    /// The name of the colour in the stylesheet.
    pub(crate) tone: &'static str,
    /// The icon's name.
    pub(crate) icon: &'static str,
    /// The label.
    pub(crate) words: &'static str,
}

impl From<UploadStatus> for Status {
    fn from(status: UploadStatus) -> Status {
        let (tone, icon) = match status {
            UploadStatus::InProgress => ("run", "loader-circle"),
            UploadStatus::Completed => ("ok", "circle-check"),
            UploadStatus::CompletedWithError => ("warn", "triangle-alert"),
            UploadStatus::Error => ("bad", "octagon-alert"),
        };
        Status { tone, icon, words: status.label() }
    }
}

impl From<CustomerStatus> for Status {
    fn from(status: CustomerStatus) -> Status {
        let (tone, icon) = match status {
            CustomerStatus::Pending => ("wait", "clock"),
            CustomerStatus::Active => ("ok", "circle-check"),
            CustomerStatus::Inactive => ("off", "ban"),
        };
        Status { tone, icon, words: status.label() }
    }
}

impl From<DeviceStatus> for Status {
    fn from(status: DeviceStatus) -> Status {
        let (tone, icon) = match status {
            DeviceStatus::Pending => ("wait", "clock"),
            DeviceStatus::Verified => ("ok", "circle-check"),
        };
        Status { tone, icon, words: status.label() }
    }
}

/// An option in a select field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// The value that the form sends.
    pub(crate) value: String,
    /// The label that people see.
    pub(crate) label: String,
}

impl Choice {
    /// Creates an option.
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into() }
    }
}

/// An active filter that can be removed.
#[derive(Clone, Debug)]
pub(crate) struct Chip {
    /// The label, such as "Status: Error".
    pub(crate) label: String,
    /// The address of the list without the filter.
    pub(crate) remove: String,
}

/// The available page sizes. The first is the default.
pub(crate) const PAGE_SIZES: [i64; 3] = [25, 50, 100];

/// The number of rows per page: one of [`PAGE_SIZES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PageSize(i64);

impl PageSize {
    /// Creates a page size. Uses the default if the size isn't available.
    pub(crate) fn new(rows: Option<i64>) -> PageSize {
        PageSize(rows.filter(|rows| PAGE_SIZES.contains(rows)).unwrap_or(PAGE_SIZES[0]))
    }

    /// Returns the number of rows.
    pub(crate) fn rows(self) -> i64 {
        self.0
    }

    /// Returns the value for the query string, which is empty for the default.
    pub(crate) fn word(self) -> String {
        if self.0 == PAGE_SIZES[0] { String::new() } else { self.0.to_string() }
    }
}

/// Returns the text below a list: "25 of 1,284 uploads", or "9 uploads" if the page shows them all.
pub(crate) fn shown_of(rows: usize, all: String, is_whole: bool) -> String {
    if is_whole { all } else { format!("{} of {all}", number(rows as i64)) }
}

/// The pager below a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pager {
    /// The rows that the page shows: "1–25 of 1,284 customers", or "9 uploads".
    pub(crate) shown: String,
    /// The address of the previous page.
    pub(crate) previous: Option<String>,
    /// The address of the next page.
    pub(crate) next: Option<String>,
    /// The available page sizes. Empty if the size is fixed.
    pub(crate) sizes: Vec<i64>,
    /// The current page size.
    pub(crate) per: i64,
    /// The query parameters to keep when the page size changes.
    pub(crate) kept: Vec<(&'static str, String)>,
}

impl Pager {
    /// Returns whether the pager is needed, because there are other pages or the page size isn't the default.
    pub(crate) fn is_needed(&self) -> bool {
        self.previous.is_some()
            || self.next.is_some()
            || (!self.sizes.is_empty() && self.per != PAGE_SIZES[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_imei_is_split_into_three_groups() {
        assert_eq!(identifier("490154203237518"), ["49015420", "323751", "8"]);
        assert_eq!(identifier("R38K503SRVD"), ["R38K503SRVD"]);
    }

    #[test]
    fn today_depends_on_the_persons_time_zone() {
        let at = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        let shown = moment(at("2025-11-18 23:30"), at("2025-11-19 08:00"), Tz::Europe__Berlin);
        assert_eq!(shown.text, "Today, 00:30");
        assert_eq!(shown.datetime, "2025-11-18T23:30:00Z");
        let shown = moment(at("2025-11-18 16:40"), at("2025-11-19 08:00"), Tz::Europe__London);
        assert_eq!(
            (shown.text.as_str(), shown.exact.as_str()),
            ("18 Nov 2025, 16:40", "18 Nov 2025, 16:40:00 GMT")
        );
    }
}
