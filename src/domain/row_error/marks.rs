//! The characters of a failed value that are wrong, where they are known.

use super::reason::Reason;

/// Maximum number of marked characters. If more are wrong, marking them doesn't help.
const MAX_MARKS: usize = 6;

/// A part of a value, and whether its characters are wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) text: String,
    pub(crate) is_wrong: bool,
}

/// Splits a failed value into right and wrong characters. Returns `None` if it isn't known which ones are wrong.
pub(crate) fn segments(reason: Reason, detail: &str, value: &str) -> Option<Vec<Segment>> {
    let trimmed = value.trim();
    let named = detail.strip_prefix("It contains the character ").and_then(|rest| rest.chars().next());
    let is_wrong = |c: char| match reason {
        Reason::ImeiLetter => c.is_alphabetic(),
        Reason::SerialSeparator => !c.is_alphanumeric(),
        Reason::IdOther => named.is_some_and(|named| c.eq_ignore_ascii_case(&named)),
        _ => false,
    };
    let wrong = trimmed.chars().filter(|c| is_wrong(*c)).count();
    if wrong == 0 || wrong > MAX_MARKS {
        return None;
    }
    let mut segments: Vec<Segment> = Vec::new();
    for c in trimmed.chars() {
        match segments.last_mut() {
            Some(last) if last.is_wrong == is_wrong(c) => last.text.push(c),
            _ => segments.push(Segment { text: c.to_string(), is_wrong: is_wrong(c) }),
        }
    }
    Some(segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(reason: Reason, detail: &str, value: &str) -> String {
        let found = segments(reason, detail, value).unwrap_or_default();
        found
            .iter()
            .map(|part| if part.is_wrong { format!("[{}]", part.text) } else { part.text.clone() })
            .collect()
    }

    #[test]
    fn a_letter_and_separators_are_marked() {
        assert_eq!(marked(Reason::ImeiLetter, "O at position 13", "358812071452O27"), "358812071452[O]27");
        assert_eq!(
            marked(Reason::SerialSeparator, "dash at position 5", "R5CX-41KD-7PW"),
            "R5CX[-]41KD[-]7PW"
        );
        assert_eq!(
            marked(Reason::IdOther, "It contains the character # at position 5.", "R5CX#1"),
            "R5CX[#]1"
        );
    }

    #[test]
    fn nothing_is_marked_if_the_place_is_unknown() {
        assert_eq!(segments(Reason::ImeiCheckDigit, "", "358812071452127"), None);
        assert_eq!(segments(Reason::SerialSeparator, "", "a.b.c.d.e.f.g.h"), None);
    }
}
