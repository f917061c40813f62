//! The choices above the table: header, separator, encoding, sheet, hidden rows and dates.

use strum::VariantArray;

use super::list_questions::order_name;
use super::list_review::Review;
use crate::domain::manifest::{Encoding, Examination, RowHolds, Separator};
use crate::domain::order::DateQuestion;
use crate::domain::quantity::number;
use crate::domain::word::Word;
use crate::web::page::format::Choice;

/// Number of lines from which a person can choose the header.
const MAX_HEADER_LINES: usize = 8;

/// A select field.
pub(crate) struct Select {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) value: String,
    pub(crate) options: Vec<Choice>,
}

/// Returns the fields that make sense for the list.
pub(crate) fn selects(review: &Review) -> Vec<Select> {
    let mut selects = Vec::new();
    let (Some(list), decisions) = (&review.examination, &review.decisions) else { return selects };
    if let Some(sheet) = &decisions.sheet {
        let options = vec![Choice::new(sheet, sheet), Choice::new("ask", "Choose another sheet")];
        selects.push(Select { name: "sheet", label: "Sheet", value: sheet.clone(), options });
    }
    if list.columns.is_empty() {
        return selects;
    }
    selects.push(header(list));
    if list.layout.workbook.is_none() && !list.layout.is_pasted {
        let options = Separator::VARIANTS.iter().map(|separator| {
            let label = separator.label();
            let capital = label[..1].to_uppercase();
            Choice::new(label, format!("{capital}{}", &label[1..]))
        });
        let value = list.layout.separator.label().to_owned();
        selects.push(Select { name: "separator", label: "Separator", value, options: options.collect() });
    }
    if list.layout.workbook.is_none() && !list.layout.is_pasted {
        let asks = decisions.encoding.map(|_| Choice::new("ask", "Ask me"));
        // Several variants have the same word, such as UTF-8 with and without a byte order mark.
        let is_first = |other: &&Encoding| Encoding::from_word(other.word()) == Some(**other);
        let all = Encoding::VARIANTS
            .iter()
            .filter(is_first)
            .map(|other| Choice::new(other.word(), other.description()));
        let value = list.layout.encoding.word().to_owned();
        let options = asks.into_iter().chain(all).collect();
        selects.push(Select { name: "encoding", label: "Encoding", value, options });
    }
    if let Some(is_included) = decisions.include_hidden {
        let options = vec![Choice::new("skip", "Left out"), Choice::new("include", "Included")];
        let value = if is_included { "include" } else { "skip" }.to_owned();
        selects.push(Select { name: "hidden", label: "Hidden rows", value, options });
    }
    if !review.devices_by_answer.is_empty() && !review.asks_what_rows_hold() {
        let options = review.devices_by_answer.iter().map(|(holds, devices)| {
            let label = match holds {
                RowHolds::OneDevice => "One device",
                RowHolds::Devices => "Several devices",
            };
            Choice::new(holds.word(), format!("{label} ({} in all)", number(*devices)))
        });
        let value = list.layout.row_holds.word().to_owned();
        selects.push(Select { name: "row_holds", label: "Each row is", value, options: options.collect() });
    }
    if let Some(order) = decisions.dates {
        let orders = DateQuestion::answered_by(order).orders();
        let options = orders.map(|order| Choice::new(order.word(), order_name(order))).to_vec();
        selects.push(Select { name: "dates", label: "Dates", value: order.word().to_owned(), options });
    }
    selects
}

fn header(list: &Examination) -> Select {
    let found = list.header_line.unwrap_or(0);
    let mut lines: Vec<u32> = list.lines.iter().take(MAX_HEADER_LINES).map(|(line, _)| *line).collect();
    if found > 0 && !lines.contains(&found) {
        lines.push(found);
    }
    let lines = lines.into_iter().map(|line| Choice::new(line.to_string(), format!("Line {line}")));
    let options = lines.chain([Choice::new("0", "No header")]).collect();
    Select { name: "header_line", label: "Header", value: found.to_string(), options }
}
