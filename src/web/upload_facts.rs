//! What the pages of an upload say about it, label by label.

use super::report_notices::understood;
use super::show::day;
use crate::store::uploads::UploadRow;

/// A label and what it says.
pub type Fact = (&'static str, String);

/// Order and sold-to code, as far as the upload has them.
pub fn order(upload: &UploadRow) -> Vec<Fact> {
    let stc = match (&upload.stc_alias, &upload.stc) {
        (Some(alias), Some(code)) => Some(format!("{alias} · {code}")),
        _ => None,
    };
    let facts = [
        ("Order number", upload.order_number.clone()),
        ("Order date", upload.order_date.map(day)),
        ("Sold-to code (STC)", stc),
    ];
    facts.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

/// How its file was read, with the counts of what was repaired by the word of their kind.
pub fn read_as(upload: &UploadRow, notices: &[(String, i64)]) -> Fact {
    ("Read as", understood(&upload.understood, notices))
}
