use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::sheet::{day, number};
use crate::domain::manifest::workbook::summary::FormatKind;
use crate::domain::manifest::workbook::xml::Element;

/// Returns a number of repetitions, or 0 if there is none.
pub(super) fn count(element: &Element<'_>, name: &str) -> Result<u64, ManifestError> {
    let Some(text) = element.attribute(name)? else { return Ok(0) };
    text.parse().map_err(|_| element.damaged())
}

/// The value of a cell according to its attributes.
#[derive(Default)]
pub(super) struct Value {
    /// `None` if the text of the cell is the value.
    pub(super) text: Option<String>,
    pub(super) format: FormatKind,
    pub(super) has_formula: bool,
}

/// Returns the value from the attributes of a cell.
pub(super) fn value(cell: &Element<'_>) -> Result<Value, ManifestError> {
    let [kind, value, date, boolean, string, formula] = cell.attributes([
        "office:value-type",
        "office:value",
        "office:date-value",
        "office:boolean-value",
        "office:string-value",
        "table:formula",
    ])?;
    let text = match kind.as_deref() {
        Some("float" | "percentage" | "currency") => {
            value.map(|value| value.parse::<f64>().map_or_else(|_| value.into_owned(), number))
        }
        Some("date") => date.map(|date| day(&date).to_owned()),
        Some("boolean") => boolean.map(|value| value.to_uppercase()),
        Some("string") => string.map(|text| text.into_owned()),
        _ => None,
    };
    let format = match kind.as_deref() {
        Some("date") => FormatKind::Date,
        Some("time") => FormatKind::Duration,
        _ => FormatKind::Number,
    };
    Ok(Value { text, format, has_formula: formula.is_some() })
}
