//! The lines in support's lists.

use chrono::NaiveDateTime;

use crate::domain::upload::UploadStatus;
use crate::store::submissions::item::Item;
use crate::store::support::items::ItemRow;
use crate::store::support::queue::STALL_TIMEOUT;
use crate::web::page::format::{Moment, Status, age, counted, number};
use crate::web::page::frame::Frame;
use crate::web::urls;

/// An upload, bulk action or deletion as a line in a list.
pub(crate) struct SupportLine {
    /// The address of the item's page.
    pub(crate) url: String,
    /// Whether the item is open.
    pub(crate) current: bool,
    /// The status, or "Stalled".
    pub(crate) status: Status,
    /// The name of the reseller.
    pub(crate) reseller: String,
    /// How long ago the item was accepted.
    pub(crate) age: String,
    /// When the item was accepted.
    pub(crate) at: Moment,
    /// The customer and the item's number, followed by the file name in search results.
    pub(crate) what: String,
    /// For a stalled item, how long it has made no progress. For other items, the most frequent reason for failed rows,
    /// or the status if no rows failed.
    pub(crate) why: String,
    /// The number of failed rows, such as "184 of 10,000". Empty if no rows failed.
    pub(crate) failed: String,
}

/// Returns the address of an item.
pub(crate) fn url(item: Item) -> String {
    match item {
        Item::Upload(id) => urls::support_upload(id),
        Item::Submission(number) => urls::support_submission(number),
    }
}

/// Returns the name of an item: `1000012` or `B-17`.
pub(crate) fn name(row: &ItemRow) -> String {
    match row.item {
        Item::Upload(id) => id.to_string(),
        Item::Submission(number) => row.kind.name(number),
    }
}

/// Returns the number of minutes since a stalled item last made progress. Returns `None` if it hasn't stalled.
pub(crate) fn stalled_for(row: &ItemRow, now: NaiveDateTime) -> Option<i64> {
    let idle = now - row.progressed_at;
    (row.status == UploadStatus::InProgress && idle > STALL_TIMEOUT).then(|| idle.num_minutes())
}

/// Returns the status as support sees it.
pub(crate) fn status(row: &ItemRow, now: NaiveDateTime) -> Status {
    match stalled_for(row, now) {
        Some(_) => Status { tone: "wait", icon: "clock", words: "Stalled" },
        None => row.status.into(),
    }
}

impl SupportLine {
    /// Creates the line with a link to `url`.
    pub(crate) fn new(row: &ItemRow, url: String, current: bool, frame: &Frame) -> SupportLine {
        let now = frame.now();
        let why = match (stalled_for(row, now), row.most_frequent_reason) {
            (Some(minutes), _) => format!("No progress for {}", counted(minutes, "minute", "minutes")),
            (None, Some((reason, _))) => reason.short_name().to_owned(),
            (None, None) => row.status.label().to_owned(),
        };
        let owner = match &row.customer {
            Some((_, company)) => company.clone(),
            None if row.kind.is_deletion() => "Bulk deletion".to_owned(),
            None => "Bulk upload".to_owned(),
        };
        SupportLine {
            url,
            current,
            status: status(row, now),
            reseller: row.reseller_name.clone(),
            age: age(row.accepted_at, now, frame.time_zone()),
            at: frame.moment(row.accepted_at),
            what: format!("{owner} · {}", name(row)),
            why: if row.is_reviewed { format!("Reviewed · {why}") } else { why },
            failed: match row.failed {
                0 => String::new(),
                failed => format!("{} of {}", number(failed), number(row.total)),
            },
        }
    }
}
