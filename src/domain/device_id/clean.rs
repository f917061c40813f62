/// A cell's content without separators. It is ASCII if the cell can be an identifier.
pub(super) struct CellText {
    /// The text in upper case, without spaces, dashes, `/`, invisible characters or surrounding quotes.
    pub(crate) text: String,
    /// Whether a dash was removed right after an `E`. It marks a negative exponent, which an identifier can't have.
    pub(crate) has_negative_exponent: bool,
}

/// Removes the characters that people and spreadsheets add to an identifier. Keeps periods and commas.
pub(super) fn clean(cell: &str) -> CellText {
    let mut text = String::with_capacity(cell.len());
    let mut has_negative_exponent = false;
    for c in cell.chars() {
        let c = half_width(c).to_ascii_uppercase();
        if is_dash(c) {
            has_negative_exponent |= text.ends_with('E');
        } else if !(c == '/' || c.is_whitespace() || is_invisible(c)) {
            text.push(c);
        }
    }
    let outer = unquoted(&text);
    let inner = unquoted(outer.strip_prefix('\'').unwrap_or(outer));
    // Reading a cell removes a leading apostrophe, so only the closing one of a pair may be left.
    let inner = inner.strip_suffix('\'').unwrap_or(inner);
    if inner.len() != text.len() {
        text = inner.to_owned();
    }
    CellText { text, has_negative_exponent }
}

/// Removes all pairs of surrounding quotes. Keeps a quote without a counterpart.
fn unquoted(text: &str) -> &str {
    let mut inner = text;
    while let Some((shorter, opening)) = without_quotes(inner).zip(inner.chars().next())
        && let Some(closing) = inner.chars().next_back()
        // Typographic quotes open and close with different characters.
        && (opening == closing || !(opening.is_ascii() || closing.is_ascii()))
    {
        inner = shorter;
    }
    inner
}

/// Removes the first and last character. Returns `None` unless both are quotes.
fn without_quotes(text: &str) -> Option<&str> {
    text.strip_prefix(is_quote)?.strip_suffix(is_quote)
}

/// Returns the ASCII equivalent of a full-width character, as typed on East Asian keyboards. Returns other characters
/// unchanged.
pub(super) fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        // Arabic-Indic, Persian and Devanagari digits.
        '\u{0660}'..='\u{0669}' => char::from_u32(u32::from(c) - 0x0660 + 0x30).unwrap_or(c),
        '\u{06F0}'..='\u{06F9}' => char::from_u32(u32::from(c) - 0x06F0 + 0x30).unwrap_or(c),
        '\u{0966}'..='\u{096F}' => char::from_u32(u32::from(c) - 0x0966 + 0x30).unwrap_or(c),
        _ => c,
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '´' | '«' | '»' | '\u{2018}'..='\u{201F}' | '‹' | '›' | '\u{301D}'..='\u{301F}')
}

/// Returns whether a character is in Unicode's category Pd (dashes), or is a minus sign or hyphen bullet, which people
/// type instead.
pub(super) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{058A}' | '\u{05BE}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{207B}'
                | '\u{208B}'
                | '\u{2212}'
                | '\u{2E17}'
                | '\u{2E1A}'
                | '\u{2E3A}'
                | '\u{2E3B}'
                | '\u{2E40}'
                | '\u{2E5D}'
                | '\u{301C}'
                | '\u{3030}'
                | '\u{30A0}'
                | '\u{FE31}'
                | '\u{FE32}'
                | '\u{FE58}'
                | '\u{FE63}'
                | '\u{10EAD}'
    )
}

/// Returns whether a character is invisible, such as a soft hyphen, joiner, direction mark or variation selector.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E0FFF}')
}
