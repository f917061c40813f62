//! The layout rules: short lines, indentation in steps of two spaces, and no trailing spaces.

const MAX_COLUMNS: usize = 160;

/// Returns a message for each violation in a file.
pub fn faults(file: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let columns = line.chars().count();
        let indentation = line.len() - line.trim_start_matches(' ').len();
        let mut fault = |message: &str| faults.push(format!("{file}:{number}: {message}"));
        if columns > MAX_COLUMNS {
            fault(&format!("{columns} columns; the limit is {MAX_COLUMNS}"));
        }
        if line.contains('\t') {
            fault("a tab character");
        }
        if line.ends_with(char::is_whitespace) {
            fault("a trailing space");
        }
        if !indentation.is_multiple_of(2) {
            fault("the indentation isn't a multiple of two spaces");
        }
    }
    if !text.ends_with('\n') {
        faults.push(format!("{file}: no newline at the end of the file"));
    }
    faults
}

#[test]
fn a_line_that_breaks_a_rule_is_reported() {
    let long = "x".repeat(161);
    let text = format!("<p>\n  <b>\n   <i>\n\tx\ny \n{long}");
    insta::assert_snapshot!(faults("a.html", &text).join("\n"), @"
    a.html:3: the indentation isn't a multiple of two spaces
    a.html:4: a tab character
    a.html:5: a trailing space
    a.html:6: 161 columns; the limit is 160
    a.html: no newline at the end of the file
    ");
}
