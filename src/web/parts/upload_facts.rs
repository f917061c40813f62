//! The facts about an upload that pages show.

use chrono::NaiveDate;

use super::repairs::reading_summary;
use crate::domain::device_id::Repair;
use crate::store::uploads::UploadRow;
use crate::uploads::check_record::PlannedUpload;
use crate::web::page::format::day;

/// A label and its value.
pub(crate) type Fact = (&'static str, String);

/// Returns the order and the sold-to code, if the upload has them.
pub(crate) fn order(upload: &UploadRow) -> Vec<Fact> {
    let stc = (upload.stc_alias.as_deref(), upload.stc.as_deref());
    order_facts(upload.order_number.as_deref(), upload.order_date, stc)
}

/// Returns the sentence that says what a correction keeps: "Order number 4711 and order date 17 Nov 2025 stay as they
/// were." Returns `None` if the upload has neither an order nor a sold-to code.
pub(crate) fn kept_order(upload: &UploadRow) -> Option<String> {
    let facts: Vec<String> = order(upload)
        .into_iter()
        .map(|(label, value)| match label {
            "Sold-to code (STC)" => format!("sold-to code {value}"),
            label => format!("{} {value}", label.to_lowercase()),
        })
        .collect();
    let (words, verb) = match facts.as_slice() {
        [] => return None,
        [one] => (one.clone(), "stays as it was"),
        [first @ .., last] => (format!("{} and {last}", first.join(", ")), "stay as they were"),
    };
    let mut rest = words.chars();
    let first = rest.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    Some(format!("{first}{} {verb}.", rest.as_str()))
}

/// Returns the same facts about a planned upload.
pub(crate) fn planned_order(upload: &PlannedUpload) -> Vec<Fact> {
    let stc = (upload.stc_alias.as_deref(), upload.stc.as_deref());
    order_facts(upload.order_number.as_deref(), upload.order_date, stc)
}

fn order_facts(
    number: Option<&str>,
    date: Option<NaiveDate>,
    (alias, code): (Option<&str>, Option<&str>),
) -> Vec<Fact> {
    let stc = match (alias, code) {
        (Some(alias), Some(code)) => Some(format!("{alias} · {code}")),
        _ => None,
    };
    let facts = [
        ("Order number", number.map(str::to_owned)),
        ("Order date", date.map(day)),
        ("Sold-to code (STC)", stc),
    ];
    facts.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

/// Returns how the file was read, with the counts of its repairs by kind.
pub(crate) fn read_as(upload: &UploadRow, repairs: &[(Repair, i64)]) -> Fact {
    ("How we read your file", reading_summary(&upload.reading_description, repairs))
}
