use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::sheet::{day, number};
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
    /// Whether the value is a number, whose displayed text may have zeros or groups.
    pub(super) is_number: bool,
    /// Whether it is a formula that the program didn't calculate.
    pub(super) is_uncalculated: bool,
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
    let is_number = matches!(kind.as_deref(), Some("float" | "percentage" | "currency"));
    let text = match kind.as_deref() {
        _ if is_number => value.map(|value| value.parse::<f64>().map_or_else(|_| value.into_owned(), number)),
        Some("date") => date.map(|date| day(&date).to_owned()),
        Some("boolean") => boolean.map(|value| value.to_uppercase()),
        Some("string") => string.map(|text| text.into_owned()),
        _ => None,
    };
    Ok(Value { text, is_number, is_uncalculated: formula.is_some() && kind.is_none() })
}
