//! Number formats that add zeros to whole numbers or group their digits.

#[cfg(test)]
mod tests;

/// A symbol in a number format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Symbol {
    /// A digit, or a zero if the number is shorter.
    Zero,
    /// A digit if the number is long enough.
    Digit,
    /// A character between digits.
    Literal(char),
}

/// A number format that only adds zeros to a whole number or groups its digits, such as `000000` or `00-000000`.
///
/// Thousands separators depend on the reader's language, so they are left out of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DigitPattern {
    symbols: Vec<Symbol>,
}

impl DigitPattern {
    /// Returns the pattern for a format code. Returns `None` if the format adds nothing, or adds anything else.
    pub(super) fn of(code: &str) -> Option<DigitPattern> {
        let mut symbols = Vec::new();
        let mut has_comma = false;
        let mut chars = code.chars();
        while let Some(c) = chars.next() {
            match c {
                ';' => break,
                // Decimals and fractions.
                '.' | '/' => return None,
                '0' => symbols.push(Symbol::Zero),
                '#' | '?' => symbols.push(Symbol::Digit),
                ',' => {
                    has_comma = true;
                    continue;
                }
                // Colours and languages make no difference, but conditions and currencies change what is shown.
                '[' => {
                    let bracketed: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    let is_neutral = match bracketed.strip_prefix('$') {
                        Some(language) => language.starts_with('-'),
                        None => bracketed.chars().all(char::is_alphanumeric),
                    };
                    is_neutral.then_some(())?;
                    continue;
                }
                // The next character is only a measure of width, or fills the cell.
                '_' | '*' => {
                    chars.next()?;
                    continue;
                }
                '\\' => symbols.push(Symbol::Literal(chars.next()?)),
                '"' => symbols.extend(chars.by_ref().take_while(|c| *c != '"').map(Symbol::Literal)),
                literal => symbols.push(Symbol::Literal(literal)),
            }
            // A comma that isn't followed by a digit divides by a thousand.
            if has_comma && matches!(symbols.last(), Some(Symbol::Literal(_))) {
                return None;
            }
            has_comma = false;
        }
        (!has_comma).then_some(())?;
        while matches!(symbols.last(), Some(Symbol::Literal(' '))) {
            symbols.pop();
        }
        let is_literal = |symbol: &Symbol| matches!(symbol, Symbol::Literal(_));
        let are_groups = symbols.iter().all(|symbol| match symbol {
            Symbol::Literal(c) => is_group_separator(*c),
            Symbol::Zero | Symbol::Digit => true,
        });
        let is_inside = !symbols.first().is_none_or(is_literal) && !symbols.last().is_none_or(is_literal);
        let zeros = symbols.iter().filter(|symbol| **symbol == Symbol::Zero).count();
        let adds = zeros > 1 || symbols.iter().any(is_literal);
        (are_groups && is_inside && adds).then_some(DigitPattern { symbols })
    }

    /// Returns how a whole number is shown. Returns `None` for any other number.
    pub(super) fn shown(&self, number: &str) -> Option<String> {
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let first_zero = self.symbols.iter().position(|symbol| *symbol == Symbol::Zero);
        let mut digits = number.chars().rev().peekable();
        let mut reversed = String::new();
        for (index, symbol) in self.symbols.iter().enumerate().rev() {
            match symbol {
                Symbol::Zero => reversed.push(digits.next().unwrap_or('0')),
                Symbol::Digit => reversed.extend(digits.next()),
                Symbol::Literal(c) => {
                    let has_more = digits.peek().is_some() || first_zero.is_some_and(|first| first < index);
                    reversed.extend(Some(*c).filter(|_| has_more));
                }
            }
        }
        reversed.extend(digits);
        Some(reversed.chars().rev().collect())
    }
}

fn is_group_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | '/' | '.' | '\'' | '’' | '\u{A0}' | '\u{202F}')
}

/// Returns how a whole number is shown if its displayed text only adds zeros or groups digits. Returns `None` for any
/// other text.
pub(super) fn displayed(text: &str, number: &str) -> Option<String> {
    if text == number || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let text = text.trim();
    let are_groups = text.chars().all(|c| c.is_ascii_digit() || c == ',' || is_group_separator(c));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_same = digits.trim_start_matches('0') == number.trim_start_matches('0');
    if !are_groups || !is_same || digits.len() < number.len() {
        return None;
    }
    let has_thousands = text.contains([',', '.', '\'', '’', '\u{A0}', '\u{202F}']);
    Some(if has_thousands { digits } else { text.to_owned() })
}
