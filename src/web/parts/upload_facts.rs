//! What the pages of an upload say about it, label by label.

use chrono::NaiveDate;

use super::repairs::understood;
use crate::store::uploads::UploadRow;
use crate::uploads::check_record::Planned;
use crate::web::page::format::day;

/// A label and what it says.
pub type Fact = (&'static str, String);

/// Order and sold-to code, as far as the upload has them.
pub fn order(upload: &UploadRow) -> Vec<Fact> {
    let stc = (upload.stc_alias.as_deref(), upload.stc.as_deref());
    of_order(upload.order_number.as_deref(), upload.order_date, stc)
}

/// The same of an upload that would be.
pub fn planned_order(upload: &Planned) -> Vec<Fact> {
    let stc = (upload.stc_alias.as_deref(), upload.stc.as_deref());
    of_order(upload.order_number.as_deref(), upload.order_date, stc)
}

fn of_order(
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

/// How its file was read, with the counts of what was repaired by the word of their kind.
pub fn read_as(upload: &UploadRow, notices: &[(String, i64)]) -> Fact {
    ("Read as", understood(&upload.understood, notices))
}
