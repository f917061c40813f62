//! An upload, a bulk action or a deletion as a line of support's lists.

use chrono::NaiveDateTime;

use crate::domain::upload::UploadStatus;
use crate::store::submissions::item::Item;
use crate::store::support::items::ItemRow;
use crate::store::support::queue::STALLS_AFTER;
use crate::web::page::format::{Moment, Status, age, counted, number};
use crate::web::page::frame::Frame;
use crate::web::urls;

/// What a line shows.
pub struct Line {
    /// Its page.
    pub url: String,
    /// Whether it is the one that is shown.
    pub current: bool,
    /// The status; of what has stalled that.
    pub status: Status,
    /// Name of the reseller.
    pub reseller: String,
    /// How old it is, and exactly when.
    pub age: String,
    /// When it was accepted.
    pub at: Moment,
    /// Customer and number, or number and file.
    pub what: String,
    /// Why, or how it stands.
    pub why: String,
    /// "184 of 10,000"; empty where nothing failed.
    pub failed: String,
}

/// Its page.
pub fn url(item: Item) -> String {
    match item {
        Item::Upload(id) => urls::support_upload(id),
        Item::Submission(number) => urls::support_submission(number),
    }
}

/// `1000012`, `B-17`
pub fn name(row: &ItemRow) -> String {
    match row.item {
        Item::Upload(id) => id.to_string(),
        Item::Submission(number) => row.kind.name(number),
    }
}

/// For how long what is in progress has not gone forward, in minutes, where that is too long.
pub fn stalled_for(row: &ItemRow, now: NaiveDateTime) -> Option<i64> {
    let still = now - row.progressed_at;
    (row.status == UploadStatus::InProgress && still > STALLS_AFTER).then(|| still.num_minutes())
}

/// What support sees of the status.
pub fn status(row: &ItemRow, now: NaiveDateTime) -> Status {
    match stalled_for(row, now) {
        Some(_) => Status { tone: "wait", icon: "clock", words: "Stalled" },
        None => row.status.into(),
    }
}

impl Line {
    /// The line, leading to `url`.
    pub fn new(row: &ItemRow, url: String, current: bool, frame: &Frame) -> Line {
        let now = frame.now();
        let why = match (stalled_for(row, now), row.commonest) {
            (Some(minutes), _) => format!("No progress for {}", counted(minutes, "minute", "minutes")),
            (None, Some((reason, _))) => reason.short_name().to_owned(),
            (None, None) => row.status.label().to_owned(),
        };
        let whose = match &row.customer {
            Some((_, company)) => company.clone(),
            None if row.kind.is_deletion() => "Bulk deletion".to_owned(),
            None => "Bulk upload".to_owned(),
        };
        Line {
            url,
            current,
            status: status(row, now),
            reseller: row.reseller_name.clone(),
            age: age(row.accepted_at, now, frame.time_zone()),
            at: frame.moment(row.accepted_at),
            what: format!("{whose} · {}", name(row)),
            why: if row.is_reviewed { format!("Reviewed · {why}") } else { why },
            failed: match row.failed {
                0 => String::new(),
                failed => format!("{} of {}", number(failed), number(row.total)),
            },
        }
    }
}
