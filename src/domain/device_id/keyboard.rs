/// The characters that the keys 1 to 9 and 0 type without Shift, on layouts where digits need Shift.
const LAYOUTS: [[char; 10]; 5] = [
    // French.
    ['&', 'é', '"', '\'', '(', '-', 'è', '_', 'ç', 'à'],
    // Belgian.
    ['&', 'é', '"', '\'', '(', '§', 'è', '!', 'ç', 'à'],
    // Czech.
    ['+', 'ě', 'š', 'č', 'ř', 'ž', 'ý', 'á', 'í', 'é'],
    // Slovak.
    ['+', 'ľ', 'š', 'č', 'ť', 'ž', 'ý', 'á', 'í', 'é'],
    // Lithuanian.
    ['ą', 'č', 'ę', 'ė', 'į', 'š', 'ų', 'ū', '9', '0'],
];

/// The characters that Shift and a digit key type, for scanners that hold Shift: US, UK, German, Nordic and Spanish
/// layouts.
const SHIFTED: [[char; 10]; 5] = [
    ['!', '@', '#', '$', '%', '^', '&', '*', '(', ')'],
    ['!', '"', '£', '$', '%', '^', '&', '*', '(', ')'],
    ['!', '"', '§', '$', '%', '&', '/', '(', ')', '='],
    ['!', '"', '#', '¤', '%', '&', '/', '(', ')', '='],
    ['!', '"', '·', '$', '%', '&', '/', '(', ')', '='],
];

/// Minimum number of consecutive symbols that can only be digits typed with another keyboard layout.
const MIN_LENGTH: usize = 8;

/// Maximum length in bytes of a line that a scanner types.
const MAX_LINE_BYTES: usize = 1_024;

/// Returns whether a raw line looks as if a barcode scanner had typed digits with the wrong keyboard layout.
pub(crate) fn is_shifted_digits(line: &str) -> bool {
    // Nearly every line has digits, and no line has both digits and such symbols.
    if !(MIN_LENGTH..=MAX_LINE_BYTES).contains(&line.len())
        || line.bytes().filter(u8::is_ascii_digit).count() > 3
    {
        return false;
    }
    let symbols = |layout: &[char; 10]| {
        let mut longest: Vec<char> = Vec::new();
        for run in line.split(|c: char| !layout.contains(&c.to_lowercase().next().unwrap_or(c))) {
            if run.chars().count() > longest.len() {
                longest = run.chars().collect();
            }
        }
        longest
    };
    LAYOUTS.iter().chain(&SHIFTED).any(|layout| {
        let run = symbols(layout);
        let mut distinct = run.clone();
        distinct.sort_unstable();
        distinct.dedup();
        // Rulers and emphasis consist of one or two repeated symbols.
        run.len() >= MIN_LENGTH && distinct.len() >= 4
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_typed_on_another_layout_are_recognized() {
        let layouts = LAYOUTS.iter().take(4).chain(&SHIFTED);
        for layout in layouts {
            let typed: String =
                "358422070012418".bytes().map(|digit| layout[usize::from(digit - b'0' + 9) % 10]).collect();
            assert!(is_shifted_digits(&typed), "{typed}");
            assert!(is_shifted_digits(&format!("{typed}\t")), "{typed}");
        }
        assert!(is_shifted_digits("\"(_'ééàèààéé_&\""));
        assert!(is_shifted_digits("\"(_'ÉÉÀÈÀÀÉÉ_É&"));
        assert!(is_shifted_digits("ę įūčč0ų00įūčč".replace(' ', "").as_str()));
    }

    #[test]
    fn other_lines_are_not_recognized() {
        for line in [
            "358422070012418",
            "-------------------",
            "+----+----+----+",
            "=====================",
            "!!!!!!!!!!!!",
            "Déjà été à côté",
            "R5033N01XAB;\"Étui (noir)\"",
            "********* & *********",
            "",
        ] {
            assert!(!is_shifted_digits(line), "{line}");
        }
    }
}
