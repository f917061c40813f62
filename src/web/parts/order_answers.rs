//! The answers to questions about the customers and orders that a list names.

use super::list_questions::{Answer, capitalized};
use crate::domain::manifest::{ColumnLabel, OrderDoubt};
use crate::domain::quantity::{counted, number};

/// Returns the answers about the rows without a customer ID. Most such lists name each customer only once.
pub(super) fn customer_above(empty: u64) -> Vec<Answer> {
    let lines = counted(i64::try_from(empty).unwrap_or(i64::MAX), "line", "lines");
    vec![
        Answer::new("above=take", "Yes", format!("{lines} without an ID belong to the last customer above"))
            .recommended(),
        Answer::new("above=fail", "No", format!("{lines} without an ID fail")),
    ]
}

/// Returns the answers about order columns. Columns with very many orders are usually running numbers.
pub(super) fn orders(columns: &[ColumnLabel], doubt: &OrderDoubt) -> Vec<Answer> {
    let labels: Vec<&str> = columns.iter().map(AsRef::as_ref).collect();
    let (is, labels) = (if labels.len() == 1 { "isn’t" } else { "aren’t" }, capitalized(&labels.join(", ")));
    let (title, unused) = match doubt {
        OrderDoubt::FormDiffers { entered, .. } => {
            ("No, use the form", format!("All devices get “{entered}”"))
        }
        _ => ("No, leave them out", format!("{labels} {is} used")),
    };
    let ignore = Answer::new("orders=ignore", title, unused);
    let used = match doubt {
        OrderDoubt::ManyUploads { uploads, .. } => {
            format!("{} uploads, one for each order", number(*uploads))
        }
        OrderDoubt::FormDiffers { .. } => "The form applies to lines without an order".to_owned(),
        OrderDoubt::MixedDates { .. } => return vec![ignore.recommended()],
    };
    let using = Answer::new("orders=use", "Yes, use them", used);
    match doubt {
        OrderDoubt::ManyUploads { .. } => vec![ignore.recommended(), using],
        _ => vec![using.recommended(), ignore],
    }
}
