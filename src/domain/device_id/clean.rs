/// What is left of a cell: ASCII where the cell is fit to be read, its own characters where not.
pub(super) struct Cleaned {
    /// Without blanks, dashes, `/`, invisible characters, quotes around it; in capitals.
    pub text: String,
    /// A dash was dropped right behind an `E`: a negative exponent, which no identifier has.
    pub negative_exponent: bool,
}

/// Drops what people and spreadsheets put between the characters of an identifier. A point or comma is never dropped.
pub(super) fn clean(cell: &str) -> Cleaned {
    let mut text = String::with_capacity(cell.len());
    let mut negative_exponent = false;
    for c in cell.chars() {
        let c = half_width(c).to_ascii_uppercase();
        if is_dash(c) {
            negative_exponent |= text.ends_with('E');
        } else if !(c == '/' || c.is_whitespace() || is_invisible(c)) {
            text.push(c);
        }
    }
    let outer = unquoted(&text);
    let inner = unquoted(outer.strip_prefix('\'').unwrap_or(outer));
    // The first of a pair of apostrophes is gone already: reading drops it from every cell.
    let inner = inner.strip_suffix('\'').unwrap_or(inner);
    if inner.len() != text.len() {
        text = inner.to_owned();
    }
    Cleaned { text, negative_exponent }
}

/// Without the pairs of quotes around it, as many as there are; a quote on one side only stays.
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

/// Without its first and last character, where both are quotes.
fn without_quotes(text: &str) -> Option<&str> {
    text.strip_prefix(is_quote)?.strip_suffix(is_quote)
}

/// Full-width forms, which East Asian keyboards type, are the same characters in another width.
fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '´' | '«' | '»' | '\u{2018}'..='\u{201F}' | '‹' | '›' | '\u{301D}'..='\u{301F}')
}

/// Unicode's category Pd, and the minus signs and the hyphen bullet that are typed in their place.
fn is_dash(c: char) -> bool {
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

/// Characters that show nothing: soft hyphen, joiners, marks of direction, byte order mark, variation selectors.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E0FFF}')
}
