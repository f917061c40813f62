//! The questions about a list that can be read in several ways, with their answers.

use crate::domain::order::DateOrder;

/// A question, as the page shows it.
pub(crate) struct AskedQuestion {
    pub(crate) title: String,
    /// What the question is about, and what to do if no answer applies.
    pub(crate) hint: String,
    pub(crate) answers: Vec<Answer>,
}

/// An answer to a question.
pub(crate) struct Answer {
    /// The value that the form sends.
    pub(crate) value: String,
    pub(crate) title: String,
    /// What the answer means.
    pub(crate) text: String,
    pub(crate) is_recommended: bool,
}

/// Details of a list's submission that the questions mention.
pub(crate) struct ListWords {
    /// The customer's name. Empty for a bulk action.
    pub(crate) customer: String,
    /// The country whose usual order of day and month is recommended.
    pub(crate) country: String,
    pub(crate) is_deletion: bool,
}

impl ListWords {
    /// Returns what happens to the devices: "uploaded" or "deleted".
    pub(crate) fn done(&self) -> &'static str {
        if self.is_deletion { "deleted" } else { "uploaded" }
    }
}

impl AskedQuestion {
    /// Returns the recommended answer, if there is one.
    pub(crate) fn recommended(&self) -> Option<&str> {
        self.answers.iter().find(|answer| answer.is_recommended).map(|answer| answer.value.as_str())
    }
}

impl Answer {
    pub(super) fn new(value: impl Into<String>, title: impl Into<String>, text: impl Into<String>) -> Answer {
        Answer { value: value.into(), title: title.into(), text: text.into(), is_recommended: false }
    }

    pub(super) fn recommended(self) -> Answer {
        Answer { is_recommended: true, ..self }
    }
}

/// Returns the name of an order of day, month and year.
pub(crate) fn order_name(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Dmy => "Day, month, year",
        DateOrder::Mdy => "Month, day, year",
        DateOrder::Ymd => "Year, month, day",
        DateOrder::Ydm => "Year, day, month",
    }
}

/// Returns the text with its first letter capitalized.
pub(crate) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
