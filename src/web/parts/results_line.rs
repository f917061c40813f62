//! The lines in the results section: reasons and failed rows.

use super::corrections::{Link, Links, LoadedCorrections};
use super::results_query::ResultsQuery;
use crate::domain::ids::UploadId;
use crate::domain::row_error::{ListOrigin, Reason, RowError, Segment, segments};
use crate::domain::row_position::RowPosition;
use crate::store::failed_rows::FailedRow;
use crate::web::page::format::{identifier, number};

/// A reason, with a link to its failed lines.
pub(crate) struct ReasonLine {
    /// The address of the page with only this reason. The selected reason links back to all reasons.
    pub(crate) url: String,
    /// Whether this is the selected reason.
    pub(crate) current: bool,
    /// The short name.
    pub(crate) name: &'static str,
    /// The official message.
    pub(crate) message: &'static str,
    /// How to fix the line.
    pub(crate) what_to_do: &'static str,
    /// The number of lines.
    pub(crate) count: String,
}

/// A failed line.
pub(crate) struct ResultLine {
    /// The line number.
    pub(crate) line: String,
    /// The row's position in the file.
    pub(crate) position: RowPosition,
    /// The customer or MSP ID, as it appears in the file.
    pub(crate) customer_id: String,
    /// The identifier as it appears in the file, split into the groups that the page shows. Empty for an empty cell.
    pub(crate) value: Vec<String>,
    /// The same text with the wrong characters marked. Empty if they aren't known.
    pub(crate) marked: Vec<Segment>,
    /// The short name of the reason.
    pub(crate) name: &'static str,
    /// The full message, if it says more than the reason's message.
    pub(crate) detail: String,
    /// How to fix the line.
    pub(crate) what_to_do: &'static str,
    /// The upload that registered the device.
    pub(crate) collides_with: Option<OtherUpload>,
    /// The holder, if another reseller registered the device. Only support sees it.
    pub(crate) holder: Option<String>,
    /// The correction that resolved the line.
    pub(crate) resolved: Option<Link>,
}

/// Another upload.
pub(crate) struct OtherUpload {
    /// The upload ID.
    pub(crate) id: UploadId,
    /// The address of its page.
    pub(crate) url: String,
}

impl ReasonLine {
    /// Creates the line for a reason on the page at `url`.
    pub(super) fn new(
        reason: Reason,
        count: i64,
        origin: ListOrigin,
        query: ResultsQuery,
        url: &str,
    ) -> ReasonLine {
        let current = query.reason == Some(reason);
        ReasonLine {
            url: match current && !query.is_resolved {
                true => url.to_owned(),
                false => query.with_reason((!current).then_some(reason)).address(url),
            },
            current,
            name: reason.short_name(),
            message: reason.message(),
            what_to_do: reason.advice(origin),
            count: number(count),
        }
    }
}

impl ResultLine {
    /// Creates the line for a failed row.
    pub(super) fn new(
        row: FailedRow,
        origin: ListOrigin,
        resolved: Option<Link>,
        links: Links,
    ) -> ResultLine {
        let error = RowError::new(row.reason, row.detail.clone());
        let other = |id| OtherUpload { id, url: links.upload_url(id) };
        ResultLine {
            line: number(row.line),
            position: row.position(),
            customer_id: row.customer_id.unwrap_or_default(),
            value: if row.value.trim().is_empty() { Vec::new() } else { identifier(&row.value) },
            marked: segments(row.reason, &row.detail, &row.value).unwrap_or_default(),
            name: row.reason.short_name(),
            // The link to the other upload already says this.
            detail: match row.detail.is_empty() || row.collides_with.is_some() {
                true => String::new(),
                false => error.full_message(),
            },
            what_to_do: row.reason.advice(origin),
            collides_with: row.collides_with.map(other),
            holder: None,
            resolved,
        }
    }
}

/// Creates the lines for failed rows.
pub(super) fn lines(
    rows: Vec<FailedRow>,
    origin: ListOrigin,
    corrections: &LoadedCorrections,
    links: Links,
) -> Vec<ResultLine> {
    rows.into_iter()
        .map(|row| {
            let resolved = corrections.of_row(row.position(), links);
            ResultLine::new(row, origin, resolved, links)
        })
        .collect()
}
