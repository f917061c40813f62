//! The number of failed lines that are left after corrections, and the links to the open and the corrected lines.

use super::results_query::ResultsQuery;
use crate::web::page::format::number;

/// The failed lines that are left after corrections.
pub(crate) struct Left {
    /// Beside the number of failed lines: "left of 8".
    pub(crate) of: String,
    /// The number of lines that are left.
    pub(crate) lines: String,
    /// Beside the status: "5 left" or "all corrected".
    pub(crate) note: String,
    /// Whether nothing is left.
    pub(crate) is_empty: bool,
}

/// A link to the open or the corrected lines.
pub(crate) struct ResultsView {
    /// The label: "Failed" or "Corrected".
    pub(crate) label: &'static str,
    /// The number beside the label: "5 left" or "3".
    pub(crate) count: String,
    /// The address of the page with these lines.
    pub(crate) url: String,
    /// Whether the page shows these lines.
    pub(crate) is_current: bool,
}

impl Left {
    /// Creates the numbers for a submission with this number of lines left and failed rows.
    pub(super) fn new(lines: i64, failed: i64) -> Left {
        Left {
            of: format!("left of {}", number(failed)),
            lines: number(lines),
            note: if lines == 0 { "all corrected".to_owned() } else { format!("{} left", number(lines)) },
            is_empty: lines == 0,
        }
    }
}

/// Returns the links between open and corrected lines. Returns none if no line has been corrected.
pub(super) fn views(
    lines_left: Option<i64>,
    resolved: i64,
    query: ResultsQuery,
    url: &str,
) -> Vec<ResultsView> {
    let Some(left) = lines_left else { return Vec::new() };
    let open = ResultsView {
        label: "Failed",
        count: format!("{} left", number(left)),
        url: ResultsQuery::all().address(url),
        is_current: !query.is_resolved,
    };
    let resolved = ResultsView {
        label: "Corrected",
        count: number(resolved),
        url: ResultsQuery::resolved().address(url),
        is_current: query.is_resolved,
    };
    vec![open, resolved]
}
