//! Layout rules: short lines, two spaces of indentation, no trailing spaces.

const MAX_COLUMNS: usize = 160;

/// Returns a message for each line that breaks a rule.
pub fn faults(file: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let columns = line.chars().count();
        let indentation = line.len() - line.trim_start_matches(' ').len();
        let mut fault = |words: &str| faults.push(format!("{file}:{number}: {words}"));
        if columns > MAX_COLUMNS {
            fault(&format!("{columns} columns, at most {MAX_COLUMNS}"));
        }
        if line.contains('\t') {
            fault("a tab");
        }
        if line.ends_with(char::is_whitespace) {
            fault("a space at the end");
        }
        if !indentation.is_multiple_of(2) {
            fault("the indentation is not a multiple of two spaces");
        }
    }
    if !text.ends_with('\n') {
        faults.push(format!("{file}: the last line does not end"));
    }
    faults
}

#[test]
fn a_line_that_breaks_a_rule_is_reported() {
    let long = "x".repeat(161);
    let text = format!("<p>\n  <b>\n   <i>\n\tx\ny \n{long}");
    assert_eq!(
        faults("a.html", &text),
        [
            "a.html:3: the indentation is not a multiple of two spaces",
            "a.html:4: a tab",
            "a.html:5: a space at the end",
            "a.html:6: 161 columns, at most 160",
            "a.html: the last line does not end",
        ]
    );
}
