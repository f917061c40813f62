//! The form fields that decide how a list is read. Programs send them. Pages have only the button that sends `review`.

use super::incoming_file::ReadingChoices;
use super::rejection::FieldProblem;
use crate::domain::manifest::{
    ColumnChoice, CustomerAbove, Decisions, Encoding, ListPurpose, OrderColumns, RowHolds, Separator,
};
use crate::domain::order::DateOrder;
use crate::domain::word::Word;

/// The names of the fields.
pub(crate) const FIELDS: [&str; 12] = [
    "columns",
    "header_line",
    "sheet",
    "separator",
    "encoding",
    "row_holds",
    "hidden_rows",
    "date_order",
    "customer_above",
    "order_columns",
    "layout",
    "review",
];

/// Maximum number of columns about which a form decides.
const MAX_COLUMNS: usize = 50;

/// Reads the fields among the names and values of a form. Empty values count as missing.
///
/// Returns a message for each value that can't be read. The messages are about the form as a whole, because it doesn't
/// show the fields.
pub(crate) fn read(
    fields: &[(String, String)],
    purpose: ListPurpose,
) -> Result<ReadingChoices, Vec<FieldProblem>> {
    let mut form = Fields { fields, problems: Vec::new() };
    let mut decisions = Decisions {
        header_line: form
            .one("header_line", "the number of a line, or 0 for no header", |word| word.parse().ok()),
        sheet: form.one("sheet", "", |name| Some(name.to_owned())),
        separator: form.one("separator", "comma, semicolon, tab or bar", Separator::from_word),
        encoding: form.one(
            "encoding",
            "the name of an encoding, such as utf-8 or windows-1250",
            Encoding::from_word,
        ),
        row_holds: form.one("row_holds", "one_device or devices", RowHolds::from_word),
        include_hidden: form.one("hidden_rows", "include or skip", |word| match word {
            "include" => Some(true),
            "skip" => Some(false),
            _ => None,
        }),
        dates: form.one("date_order", "dmy, mdy, ymd or ydm", DateOrder::from_word),
        customer_above: form.one("customer_above", "take or fail", |word| match word {
            "take" => Some(CustomerAbove::Take),
            "fail" => Some(CustomerAbove::Fail),
            _ => None,
        }),
        order_columns: form.one("order_columns", "use or ignore", |word| match word {
            "use" => Some(OrderColumns::Use),
            "ignore" => Some(OrderColumns::Ignore),
            _ => None,
        }),
        ..Decisions::default()
    };
    form.columns(&mut decisions, purpose);
    let layout = form.one("layout", "", |name| Some(name.trim().to_owned()));
    let is_review = form.one("review", "1", |word| (word == "1").then_some(true)).is_some();
    match form.problems.is_empty() {
        true => Ok(ReadingChoices { decisions, layout, is_review, ..ReadingChoices::default() }),
        false => Err(form.problems),
    }
}

/// A form that is being read.
struct Fields<'a> {
    fields: &'a [(String, String)],
    problems: Vec<FieldProblem>,
}

impl<'a> Fields<'a> {
    fn values(&self, name: &str) -> Vec<&'a str> {
        self.fields.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str()).collect()
    }

    fn reject(&mut self, sentence: String) {
        self.problems.push(FieldProblem { field: "", message: sentence });
    }

    /// Reads a field that occurs once.
    fn one<T>(&mut self, name: &str, expected: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let mut values = self.values(name);
        values.retain(|value| !value.is_empty());
        let [value] = values[..] else {
            if !values.is_empty() {
                self.reject(format!("The field “{name}” occurs more than once. Send it once."));
            }
            return None;
        };
        let read = read(value);
        if read.is_none() {
            self.reject(format!("The field “{name}” must be {expected}."));
        }
        read
    }

    /// Reads the meanings of the columns: one for each column in order, or `header name=meaning`.
    fn columns(&mut self, decisions: &mut Decisions, purpose: ListPurpose) {
        let values = self.values("columns");
        if values.iter().all(|value| value.is_empty()) {
            return;
        }
        if values.len() > MAX_COLUMNS {
            return self.reject(format!("The field “columns” can occur at most {MAX_COLUMNS} times."));
        }
        let has_name = |value: &&str| value.contains('=');
        if values.iter().any(has_name) && !values.iter().all(has_name) {
            let sentence =
                "The field “columns” must always have a name and a meaning, or always only a meaning.";
            return self.reject(sentence.to_owned());
        }
        for (index, value) in values.into_iter().enumerate().filter(|(_, value)| !value.is_empty()) {
            let (name, word) =
                value.rsplit_once('=').map_or((None, value), |(name, word)| (Some(name), word));
            let Some(choice) = meaning(word).filter(|choice| choice.is_for(purpose)) else {
                return self.reject(format!("The field “columns” must be one of {}.", meanings(purpose)));
            };
            match name {
                Some(name) => decisions.named_columns.push((name.trim().to_owned(), choice)),
                None => decisions.set_column(index, choice),
            }
        }
        if let Some(choice) = decisions.repeated_choice() {
            self.reject(format!(
                "The field “columns” assigns {} to more than one column. Choose it for only one of them.",
                choice.word()
            ));
        }
    }
}

fn meaning(word: &str) -> Option<ColumnChoice> {
    ColumnChoice::from_word(&word.trim().to_ascii_lowercase())
}

fn meanings(purpose: ListPurpose) -> String {
    let offered = ColumnChoice::ALL.into_iter().filter(|choice| choice.is_for(purpose));
    offered.map(ColumnChoice::word).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::manifest::Column;

    const SERIAL: ColumnChoice = ColumnChoice::Column(Column::Serial);

    fn read_fields(fields: &[(&str, &str)]) -> Result<Decisions, String> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let fields: Vec<(String, String)> = fields.iter().map(owned).collect();
        match read(&fields, ListPurpose::OneCustomer) {
            Ok(choices) => Ok(choices.decisions),
            Err(problems) => {
                Err(problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" "))
            }
        }
    }

    #[test]
    fn each_field_becomes_a_decision() {
        let decisions = read_fields(&[
            ("columns", "ignore"),
            ("columns", ""),
            ("columns", "Serial"),
            ("header_line", "4"),
            ("sheet", "Nord"),
            ("separator", ";"),
            ("encoding", "latin1"),
            ("row_holds", "one_device"),
            ("hidden_rows", "skip"),
            ("date_order", "dmy"),
            ("customer_above", "take"),
            ("order_columns", "ignore"),
        ])
        .unwrap();
        let expected = Decisions {
            columns: vec![(0, ColumnChoice::Ignore), (2, SERIAL)],
            header_line: Some(4),
            sheet: Some("Nord".to_owned()),
            separator: Some(Separator::Semicolon),
            encoding: Some(Encoding::Windows1252),
            row_holds: Some(RowHolds::OneDevice),
            include_hidden: Some(false),
            dates: Some(DateOrder::Dmy),
            customer_above: Some(CustomerAbove::Take),
            order_columns: Some(OrderColumns::Ignore),
            ..Decisions::default()
        };
        assert_eq!(decisions, expected);
        assert_eq!(read_fields(&[("columns", ""), ("encoding", "")]), Ok(Decisions::default()));
    }

    #[test]
    fn a_column_can_be_named() {
        let decisions = read_fields(&[("columns", "a=b = serial")]).unwrap();
        assert_eq!(decisions.named_columns, [("a=b".to_owned(), SERIAL)]);
    }

    #[test]
    fn each_invalid_value_gets_a_message() {
        for (fields, message) in [
            (
                &[("header_line", "first")][..],
                "The field “header_line” must be the number of a line, or 0 for no header.",
            ),
            (&[("separator", "dot")], "The field “separator” must be comma, semicolon, tab or bar."),
            (
                &[("encoding", "klingon")],
                "The field “encoding” must be the name of an encoding, such as utf-8 or windows-1250.",
            ),
            (&[("row_holds", "two")], "The field “row_holds” must be one_device or devices."),
            (&[("hidden_rows", "yes")], "The field “hidden_rows” must be include or skip."),
            (&[("date_order", "myd")], "The field “date_order” must be dmy, mdy, ymd or ydm."),
            (&[("customer_above", "x")], "The field “customer_above” must be take or fail."),
            (&[("order_columns", "x")], "The field “order_columns” must be use or ignore."),
            (
                &[("date_order", "dmy"), ("date_order", "mdy")],
                "The field “date_order” occurs more than once. Send it once.",
            ),
            (
                &[("columns", "meid"), ("columns", "meid")],
                "The field “columns” assigns meid to more than one column. Choose it for only one of them.",
            ),
            (
                &[("columns", "imei"), ("columns", "A=serial")],
                "The field “columns” must always have a name and a meaning, or always only a meaning.",
            ),
        ] {
            assert_eq!(read_fields(fields), Err(message.to_owned()));
        }
        let unknown = read_fields(&[("columns", "colour")]).unwrap_err();
        assert!(
            unknown.starts_with("The field “columns” must be one of imei, imei2, meid, serial, device_id"),
            "{unknown}"
        );
        let many = [("columns", "ignore"); 51];
        assert_eq!(read_fields(&many), Err("The field “columns” can occur at most 50 times.".to_owned()));
    }
}
