//! What pages show, as finished strings: numbers, times, identifiers, statuses, the way through a list.

use std::sync::LazyLock;

use chrono::format::{Item, StrftimeItems};
use chrono::{Datelike, NaiveDate, NaiveDateTime, SecondsFormat, TimeZone};
use chrono_tz::Tz;

use crate::domain::customer::CustomerStatus;
use crate::domain::device::DeviceStatus;
use crate::domain::upload::UploadStatus;

/// A number with commas between its thousands.
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut shown = String::from(if value < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// A number and what it counts: "1 upload", "9 uploads".
pub fn counted(value: i64, one: &str, many: &str) -> String {
    format!("{} {}", number(value), if value == 1 { one } else { many })
}

/// Lists count no further than this.
pub const COUNTED: i64 = 10_000;

/// A number that a list counted, and what it counts: "9 devices", "10,000+ devices".
pub fn counted_to(total: i64, one: &str, many: &str) -> String {
    if total > COUNTED { format!("{}+ {many}", number(COUNTED)) } else { counted(total, one, many) }
}

/// What to expect of a download of so many rows, said where it is long: "312,400 rows, about 30 MB".
pub fn size_note(rows: i64, bytes_a_row: i64) -> Option<String> {
    let megabytes = (rows * bytes_a_row + 999_999) / 1_000_000;
    (rows > LONG_DOWNLOAD).then(|| format!("{} rows, about {} MB", number(rows), number(megabytes)))
}

/// Rows from which on a download says its size first.
const LONG_DOWNLOAD: i64 = 50_000;

/// A time as a page shows it.
#[derive(Clone, Debug)]
pub struct Moment {
    /// RFC 3339, UTC.
    pub datetime: String,
    /// To the second, with the zone.
    pub exact: String,
    /// "Today, 14:32" or "18 Nov 2025, 16:40".
    pub text: String,
}

/// A time of the tables (UTC) in a person's zone.
pub fn moment(at: NaiveDateTime, now: NaiveDateTime, zone: Tz) -> Moment {
    let local = zone.from_utc_datetime(&at);
    let today = zone.from_utc_datetime(&now).date_naive();
    let (datetime, exact) = (written(at), exactly(&local));
    // The part that is shown stands in the exact one: a list has hundreds of them, and writing a time takes its time.
    let (day, time) = exact.split_once(", ").unwrap_or_default();
    let (day, minute) =
        (if local.date_naive() == today { "Today" } else { day }, time.get(..5).unwrap_or(time));
    Moment { text: format!("{day}, {minute}"), datetime, exact }
}

/// A time as HTML has it: RFC 3339, UTC, whole seconds.
fn written(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The parts of a form that times are written in, as chrono takes them. A list has hundreds of times: reading the form anew
/// for each took longer than writing it.
type Form = LazyLock<Vec<Item<'static>>>;

/// "18 Nov 2025, 16:40:07 CET"
static EXACTLY: Form = LazyLock::new(|| StrftimeItems::new("%-d %b %Y, %H:%M:%S %Z").collect());
/// "18 Nov 2025"
static DAY: Form = LazyLock::new(|| StrftimeItems::new("%-d %b %Y").collect());

/// "18 Nov 2025, 16:40:07 CET"
fn exactly(local: &chrono::DateTime<Tz>) -> String {
    local.format_with_items(EXACTLY.iter()).to_string()
}

/// How long ago a time was, short: "8 min", "5 h", "Yesterday", "17 Nov", "17 Nov 2024".
pub fn age(at: NaiveDateTime, now: NaiveDateTime, zone: Tz) -> String {
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

/// The day of a time, in a person's zone.
pub fn day_of(at: NaiveDateTime, zone: Tz) -> Moment {
    let local = zone.from_utc_datetime(&at);
    Moment { datetime: written(at), exact: exactly(&local), text: day(local.date_naive()) }
}

/// "18 Nov 2025"
pub fn day(date: NaiveDate) -> String {
    date.format_with_items(DAY.iter()).to_string()
}

/// The beginning of a day in a person's zone, in UTC. Where a clock change skips midnight, the day begins an hour later.
pub fn start_of_day(date: NaiveDate, zone: Tz) -> Option<NaiveDateTime> {
    let midnight = date.and_hms_opt(0, 0, 0)?;
    let local = zone.from_local_datetime(&midnight);
    let local = local
        .earliest()
        .or_else(|| zone.from_local_datetime(&(midnight + chrono::Duration::hours(1))).earliest())?;
    Some(local.naive_utc())
}

/// An identifier in the parts that are shown apart: an IMEI has three, anything else one. Copied, it is one text.
pub fn identifier(value: &str) -> Vec<String> {
    if value.len() == 15 && value.bytes().all(|byte| byte.is_ascii_digit()) {
        [&value[..8], &value[8..14], &value[14..]].map(str::to_owned).to_vec()
    } else {
        vec![value.to_owned()]
    }
}

/// A status: words, shape and colour.
#[derive(Clone, Copy, Debug)]
pub struct Status {
    /// The colour, by the word that the stylesheet knows.
    pub tone: &'static str,
    /// The icon's name.
    pub icon: &'static str,
    /// The words.
    pub words: &'static str,
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

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
}

impl Choice {
    /// A choice of this value and label.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into() }
    }
}

/// An active filter, and the address without it.
#[derive(Clone, Debug)]
pub struct Chip {
    /// "Status: Error"
    pub label: String,
    /// Where the list goes on without it.
    pub remove: String,
}

/// Rows a page, as they are offered; the first is the default.
pub const PAGE_SIZES: [i64; 3] = [25, 50, 100];

/// The line under a list.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    /// "1–25 of 1,284 customers", or "9 uploads".
    pub shown: String,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// The sizes offered; none where the size is fixed.
    pub sizes: Vec<i64>,
    /// The size in force.
    pub per: i64,
    /// What of the address stays when the size changes.
    pub kept: Vec<(&'static str, String)>,
}

impl Pager {
    /// Whether there is more than what is shown, or was asked for more than the default.
    pub fn is_needed(&self) -> bool {
        self.previous.is_some()
            || self.next.is_some()
            || (!self.sizes.is_empty() && self.per != PAGE_SIZES[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas() {
        let shown: Vec<String> = [0, 999, 1_000, 18_204, 1_000_000].into_iter().map(number).collect();
        assert_eq!(shown, ["0", "999", "1,000", "18,204", "1,000,000"]);
    }

    #[test]
    fn an_imei_has_three_parts_and_copies_as_one() {
        assert_eq!(identifier("490154203237518"), ["49015420", "323751", "8"]);
        assert_eq!(identifier("R38K503SRVD"), ["R38K503SRVD"]);
    }

    #[test]
    fn today_is_a_day_of_the_person() {
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
