//! Escapes cells in CSV downloads so that no spreadsheet treats them as formulas, whichever separator it uses.
//!
//! A spreadsheet that splits lines at `;` or tabs ignores the quotes around most cells. It then treats the text after
//! each separator or line break in our cell as another cell. Formulas are therefore escaped there too.

use std::borrow::Cow;

/// Returns the cell with an apostrophe before each formula: at the start, and after separators and line breaks.
///
/// A cell that begins with an apostrophe gets another one, so that [`unescape`] restores it.
pub(crate) fn escape(cell: &str) -> Cow<'_, str> {
    if is_plain(cell) {
        return Cow::Borrowed(cell);
    }
    let mut formulas = formulas(cell);
    if cell.starts_with(['\'', '\t', '\r', '\n']) && formulas.first() != Some(&0) {
        formulas.insert(0, 0);
    }
    if formulas.is_empty() {
        return Cow::Borrowed(cell);
    }
    let mut escaped = String::with_capacity(cell.len() + formulas.len());
    let mut from = 0;
    for at in formulas {
        escaped.push_str(&cell[from..at]);
        escaped.push('\'');
        from = at;
    }
    escaped.push_str(&cell[from..]);
    Cow::Owned(escaped)
}

/// Removes the apostrophes that [`escape`] added. Also removes a leading apostrophe that a person or a spreadsheet
/// added.
pub(crate) fn unescape(cell: &str) -> Cow<'_, str> {
    let cell = cell.strip_prefix('\'').unwrap_or(cell);
    if !cell.contains('\'') {
        return Cow::Borrowed(cell);
    }
    let mut plain = String::with_capacity(cell.len());
    let mut from = 0;
    for at in formulas(cell).into_iter().filter(|at| *at > 0 && cell[*at..].starts_with('\'')) {
        plain.push_str(&cell[from..at]);
        from = at + 1;
    }
    if from == 0 {
        return Cow::Borrowed(cell);
    }
    plain.push_str(&cell[from..]);
    Cow::Owned(plain)
}

/// Returns whether a cell can't contain a formula. Most cells contain an identifier, a number, a time or a name, so
/// this check keeps large downloads fast.
fn is_plain(cell: &str) -> bool {
    let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':' | b'.' | b' ' | b'/');
    cell.as_bytes().first().is_none_or(u8::is_ascii_alphanumeric) && cell.bytes().all(is_safe)
}

/// Returns the byte offsets of the parts that are formulas. A part starts at the cell's start or after a separator.
/// Apostrophes don't affect the result, so that [`escape`] and [`unescape`] agree.
fn formulas(cell: &str) -> Vec<usize> {
    let mut found = Vec::new();
    // Offsets of parts that have contained only ignored characters so far.
    let mut starts = vec![0];
    for (at, c) in cell.char_indices() {
        match c {
            _ if begins_formula(c) => found.append(&mut starts),
            ';' | ',' => starts = vec![at + 1],
            '\t' | '\n' | '\r' => starts.push(at + 1),
            _ if is_ignored(c) => {}
            _ => starts.clear(),
        }
    }
    found
}

/// Returns whether a spreadsheet treats a cell with this first character as a formula. East Asian versions accept the
/// full-width and small forms.
fn begins_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫')
}

/// Returns whether a spreadsheet may drop a character at the start of a cell, such as a space, a quote or an invisible
/// character.
fn is_ignored(c: char) -> bool {
    let is_quote = matches!(
        c,
        '"' | '\'' | '`' | '´' | '«' | '»' | '‹' | '›' | '\u{2018}'..='\u{201F}' | '\u{FF02}' | '\u{FF07}'
    );
    let is_invisible = matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}');
    is_quote || is_invisible || c.is_whitespace() || c.is_control()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_escaped_at_the_start_and_after_separators() {
        for (cell, escaped) in [
            ("=1+1", "'=1+1"),
            ("-5", "'-5"),
            ("＝1", "'＝1"),
            ("  =1", "'  =1"),
            ("\"=1\"", "'\"=1\""),
            ("\tx", "'\tx"),
            ("'x", "''x"),
            ("x;=2+2;y", "x;'=2+2;y"),
            ("x, @SUM(1)", "x,' @SUM(1)"),
            ("x\n=1", "x\n'=1"),
            ("x;\t-1", "x;'\t'-1"),
            ("x;\"+1\"", "x;'\"+1\""),
        ] {
            assert_eq!(escape(cell), escaped);
        }
    }

    #[test]
    fn other_cells_are_unchanged() {
        for cell in
            ["", "Aster & Co; Ltd, Leeds", "a=b", "x-y", "2026-11-30T08:00:00Z", "x; y", "O'Neill", "Zoë"]
        {
            assert_eq!(escape(cell), cell);
        }
    }

    #[test]
    fn a_leading_apostrophe_is_removed_from_any_cell() {
        assert_eq!(unescape("'490154203237518"), "490154203237518");
    }

    #[test]
    fn an_apostrophe_that_does_not_precede_a_formula_is_kept() {
        assert_eq!(unescape("x;'y"), "x;'y");
    }

    proptest! {
        #[test]
        fn unescaping_restores_every_cell(cell in "[=＝@;,\t\r\n\"' x-]{0,12}") {
            let escaped = escape(&cell);
            prop_assert_eq!(unescape(&escaped), cell.as_str());
        }
    }
}
