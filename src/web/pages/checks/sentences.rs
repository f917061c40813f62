//! The sentences on the page of a check.

use crate::web::page::format::{counted, number};

/// Returns the result of the check and what to do next.
pub(super) fn outcome(good: i64, failed: i64, figures: &str) -> String {
    let figures = if figures.is_empty() { String::new() } else { format!(": {figures}") };
    let ready = match (good, failed) {
        (0, _) => {
            return "None of these lines can be uploaded. Fix the file, then choose it again.".to_owned();
        }
        (1, 0) => format!("The only line is ready{figures}. Upload it now."),
        (_, 0) => format!("All {} lines are ready{figures}. Upload them now.", number(good)),
        (_, _) => format!(
            "{} of {} lines {} ready, and {} {}. Upload {} now, or fix the file first.",
            number(good),
            number(good + failed),
            if good == 1 { "is" } else { "are" },
            number(failed),
            if failed == 1 { "has an error" } else { "have errors" },
            if good == 1 { "it".to_owned() } else { format!("the {}", number(good)) },
        ),
    };
    format!("Nothing has been uploaded yet. {ready}")
}

/// Returns the sentence about the lines that the download of failed rows leaves out.
pub(super) fn others(good: i64, failed: i64) -> String {
    let errors = if failed == 1 {
        "line with an error".to_owned()
    } else {
        format!("{} lines with errors", number(failed))
    };
    let rest = if good == 1 { "line".to_owned() } else { number(good) };
    format!(
        "The download of failed rows contains only the {errors}. Choose Upload now to upload the other {rest}."
    )
}

/// Returns the totals for a file for many customers. Returns an empty string if it would create no uploads.
pub(super) fn summary(total: i64, (uploads, rows): (i64, i64)) -> String {
    if uploads == 0 {
        return String::new();
    }
    let mut text =
        format!("{} in {}.", counted(rows, "device", "devices"), counted(uploads, "upload", "uploads"));
    if total > rows {
        text.push_str(&format!(" {} can’t be uploaded.", counted(total - rows, "line", "lines")));
    }
    text
}
