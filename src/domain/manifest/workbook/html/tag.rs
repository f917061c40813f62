use html5gum::StartTag;

/// Maximum number of columns that a cell can cover (HTML Standard, section 4.9.11).
const MAX_COLUMNS: usize = 1_000;
/// Maximum number of rows that a cell can cover.
const MAX_ROWS: u32 = 65_534;

/// The start tag of an element.
pub(super) struct Tag<'t>(&'t StartTag<()>);

impl<'t> Tag<'t> {
    /// Wraps a start tag.
    pub(super) fn new(tag: &'t StartTag<()>) -> Tag<'t> {
        Tag(tag)
    }

    /// Returns the name in lower case.
    pub(super) fn name(&self) -> &[u8] {
        &self.0.name
    }

    /// Returns the number of columns that a cell covers, or that a `col` element describes.
    pub(super) fn columns(&self) -> usize {
        let name = if self.name() == b"col" { "span" } else { "colspan" };
        self.number(name).map_or(1, |columns| columns as usize).clamp(1, MAX_COLUMNS)
    }

    /// Returns the number of rows that a cell covers.
    pub(super) fn rows(&self) -> u32 {
        self.number("rowspan").unwrap_or(1).clamp(1, MAX_ROWS)
    }

    /// Returns whether the element isn't shown.
    pub(super) fn is_hidden(&self) -> bool {
        let style = self.attribute("style").unwrap_or_default().to_ascii_lowercase();
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        self.attribute("hidden").is_some() || style.contains("display:none")
    }

    /// Returns the full number that Excel stores in addition to the displayed text.
    pub(super) fn full_number(&self) -> Option<f64> {
        self.attribute("x:num")?.trim().parse().ok()
    }

    fn number(&self, name: &str) -> Option<u32> {
        self.attribute(name)?.trim().parse().ok()
    }

    fn attribute(&self, name: &str) -> Option<String> {
        let value = self.0.attributes.get(name.as_bytes())?;
        Some(String::from_utf8_lossy(value).into_owned())
    }
}
