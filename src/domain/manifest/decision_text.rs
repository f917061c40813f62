//! What was decided about a list, in words.

use serde::{Deserialize, Serialize};

use super::column_choice::ColumnChoice;
use super::decisions::{CustomerAbove, Decisions, OrderColumns};
use super::row_holds::RowHolds;

/// Who decided how to read a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DecidedBy {
    Person,
    Program,
}

impl DecidedBy {
    /// Returns the words before what was decided.
    pub(super) fn words(self) -> &'static str {
        match self {
            DecidedBy::Person => "Chosen by the person who submitted it:",
            DecidedBy::Program => "Chosen by the program that submitted it:",
        }
    }
}

/// Describes decisions: "column 1 as IMEI, column 2 as IMEI 2, no header". It quotes nothing of the list, because the
/// activity log keeps it.
pub(crate) fn decision_text(decisions: &Decisions) -> String {
    let mut parts: Vec<String> = Vec::new();
    let used = decisions.columns.iter().filter(|(_, choice)| *choice != ColumnChoice::Ignore);
    parts.extend(used.map(|(index, choice)| format!("column {} as {}", index + 1, choice.label())));
    let named = decisions.named_columns.iter().filter(|(_, choice)| *choice != ColumnChoice::Ignore);
    parts.extend(named.map(|(_, choice)| format!("a column as {}", choice.label())));
    parts.extend(decisions.header_line.map(|line| match line {
        0 => "no header".to_owned(),
        line => format!("header on line {line}"),
    }));
    parts.extend(decisions.separator.map(|separator| format!("separated by {}", separator.label())));
    parts.extend(decisions.encoding.map(|encoding| format!("encoding {}", encoding.label())));
    parts.extend(decisions.sheet.as_ref().map(|_| "the sheet".to_owned()));
    let words = [
        decisions.row_holds.map(|holds| match holds {
            RowHolds::OneDevice => "one device in each row",
            RowHolds::Devices => "several devices in each row",
        }),
        decisions.include_hidden.map(|is_included| match is_included {
            true => "hidden rows and columns included",
            false => "hidden rows and columns left out",
        }),
        decisions.customer_above.map(|above| match above {
            CustomerAbove::Take => "empty customer cells take the customer above",
            CustomerAbove::Fail => "empty customer cells fail",
        }),
        decisions.order_columns.map(|columns| match columns {
            OrderColumns::Use => "order columns used",
            OrderColumns::Ignore => "order columns ignored",
        }),
        decisions.skip_identifiers.then_some("other identifiers left out"),
        decisions.keeps_pairs.then_some("pairs kept as they are"),
    ];
    parts.extend(words.into_iter().flatten().map(str::to_owned));
    parts.extend(decisions.dates.map(|order| format!("dates as {}", order.form())));
    match parts.is_empty() {
        true => "the columns as found".to_owned(),
        false => parts.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::manifest::{Column, Encoding, Separator};
    use crate::domain::order::DateOrder;

    #[test]
    fn each_decision_is_named() {
        let decisions = Decisions {
            columns: vec![(0, ColumnChoice::Column(Column::Imei1)), (1, ColumnChoice::Ignore)],
            named_columns: vec![("Anna Smith".to_owned(), ColumnChoice::Column(Column::Serial))],
            header_line: Some(3),
            separator: Some(Separator::Semicolon),
            encoding: Some(Encoding::Windows1250),
            sheet: Some("Anna Smith".to_owned()),
            row_holds: Some(RowHolds::OneDevice),
            include_hidden: Some(false),
            dates: Some(DateOrder::Dmy),
            customer_above: Some(CustomerAbove::Take),
            order_columns: Some(OrderColumns::Ignore),
            skip_identifiers: true,
            keeps_pairs: true,
        };
        insta::assert_snapshot!(decision_text(&decisions), @"column 1 as IMEI, a column as Serial number, header on line 3, separated by semicolons, encoding Windows-1250, the sheet, one device in each row, hidden rows and columns left out, empty customer cells take the customer above, order columns ignored, other identifiers left out, pairs kept as they are, dates as DD/MM/YYYY");
        assert_eq!(decision_text(&Decisions::default()), "the columns as found");
        let without_header = Decisions { header_line: Some(0), ..Decisions::default() };
        assert_eq!(decision_text(&without_header), "no header");
    }
}
