//! The choices that a person makes on the page for deciding how to read a list, as its form sends them.

use crate::domain::manifest::{
    ColumnChoice, CustomerAbove, Decisions, Encoding, ListPurpose, OrderColumns, RowHolds, Separator,
};
use crate::domain::order::DateOrder;
use crate::domain::word::Word;
use crate::web::page::query::Params;

/// Maximum number of questions on the page.
pub(crate) const MAX_QUESTIONS: usize = 20;

/// Maximum number of columns in a list.
const MAX_COLUMNS: usize = 50;

/// The mark after the choice shown for a column that has an open question.
pub(crate) const OPEN_MARK: char = '?';

const UNREADABLE: &str = "We couldn’t read your choices. Choose again.";

/// Returns the answer that decides what a row holds.
pub(crate) fn row_holds_answer(holds: RowHolds) -> String {
    format!("row_holds={}", holds.word())
}

/// Returns the answer that makes these choices for columns.
pub(crate) fn columns_answer(columns: &[(usize, ColumnChoice)]) -> String {
    let parts = columns.iter().map(|(index, choice)| format!("{index}={}", choice.word()));
    parts.collect::<Vec<_>>().join(",")
}

/// Adds an answer to the decisions, but skips columns that `is_decided` reports as already decided. Returns `None`
/// if the answer can't be read.
pub(crate) fn apply(
    decisions: &mut Decisions,
    answer: &str,
    is_decided: impl Fn(usize) -> bool,
) -> Option<()> {
    let (key, value) = answer.split_once('=')?;
    match key {
        "hidden" => decisions.include_hidden = Some(is_include(value)?),
        "dates" => decisions.dates = Some(DateOrder::from_word(value)?),
        "encoding" => decisions.encoding = Some(Encoding::from_word(value)?),
        "sheet" => decisions.sheet = Some(value.to_owned()),
        "pairs" => decisions.keeps_pairs = true,
        "skip" => decisions.skip_identifiers = true,
        "orders" => {
            decisions.order_columns = Some(match value {
                "use" => OrderColumns::Use,
                "ignore" => OrderColumns::Ignore,
                _ => return None,
            });
        }
        "row_holds" => decisions.row_holds = Some(RowHolds::from_word(value)?),
        "above" => {
            decisions.customer_above = Some(match value {
                "take" => CustomerAbove::Take,
                "fail" => CustomerAbove::Fail,
                _ => return None,
            });
        }
        _ => {
            for part in answer.split(',') {
                let (index, word) = part.split_once('=')?;
                if index == "row_holds" {
                    decisions.row_holds = Some(RowHolds::from_word(word)?);
                    continue;
                }
                let index = index.parse().ok().filter(|index| *index < MAX_COLUMNS)?;
                let choice = ColumnChoice::from_word(word)?;
                if !is_decided(index) {
                    decisions.set_column(index, choice);
                }
            }
        }
    }
    Some(())
}

fn is_include(word: &str) -> Option<bool> {
    match word {
        "include" => Some(true),
        "skip" => Some(false),
        _ => None,
    }
}

/// Returns whether an answer makes choices for columns.
pub(crate) fn is_about_columns(answer: &str) -> bool {
    answer.starts_with(|c: char| c.is_ascii_digit())
}

/// Returns whether an answer decides what the rows hold.
fn is_about_rows(answer: &str) -> bool {
    answer.starts_with("row_holds=")
}

/// Reads the form and adds its choices to the decisions so far. Returns a message if a choice can't be read, or if the
/// choices contradict each other.
pub(crate) fn read(
    params: &Params,
    mut decisions: Decisions,
    purpose: ListPurpose,
) -> Result<Decisions, String> {
    let has_new_layout = read_table(params, &mut decisions).ok_or(UNREADABLE)?;
    let earlier = decisions.columns.clone();
    let changed = match has_new_layout {
        true => {
            // With another header or separator, the list has different columns.
            decisions.columns.clear();
            decisions.row_holds = None;
            Vec::new()
        }
        false => read_columns(params, &mut decisions, purpose)?,
    };
    let answers = (0..MAX_QUESTIONS).map(|number| params.get(&format!("answer-{number}")));
    let is_outdated = |answer: &str| has_new_layout && (is_about_columns(answer) || is_about_rows(answer));
    let answers: Vec<&str> = answers.filter(|answer| !answer.is_empty() && !is_outdated(answer)).collect();
    for answer in &answers {
        apply(&mut decisions, answer, |index| changed.contains(&index)).ok_or(UNREADABLE)?;
    }
    if answers.iter().any(|answer| is_about_rows(answer)) {
        let has_chosen = !changed.is_empty() || answers.iter().any(|answer| is_about_columns(answer));
        match has_chosen || earlier.iter().any(|(_, choice)| choice.is_identifier()) {
            true => keep_shown_columns(params, &mut decisions),
            // What the rows hold decides which columns identify the devices.
            false => decisions.columns.retain(|(_, choice)| !choice.is_identifier()),
        }
    }
    match decisions.repeated_choice() {
        Some(choice) => Err(format!(
            "You chose {} for more than one column. Choose it for only one of them.",
            choice.label()
        )),
        None => Ok(decisions),
    }
}

/// Reads the choices above the table. Returns whether they change the table's layout, or `None` if a choice can't be
/// read.
fn read_table(params: &Params, decisions: &mut Decisions) -> Option<bool> {
    let mut has_new_layout = false;
    if let Some(line) = changed(params, "header_line") {
        decisions.header_line = Some(line.parse().ok()?);
        has_new_layout = true;
    }
    if let Some(word) = changed(params, "separator") {
        decisions.separator = Some(Separator::from_label(word)?);
        // With another separator, the header may be on a different line.
        decisions.header_line = None;
        has_new_layout = true;
    }
    if let Some(word) = changed(params, "encoding") {
        decisions.encoding = if word == "ask" { None } else { Some(Encoding::from_word(word)?) };
        has_new_layout = true;
    }
    if let Some(name) = changed(params, "sheet") {
        decisions.sheet = Some(name).filter(|name| *name != "ask").map(str::to_owned);
        decisions.header_line = None;
        has_new_layout = true;
    }
    if let Some(word) = changed(params, "hidden") {
        decisions.include_hidden = Some(is_include(word)?);
    }
    if let Some(word) = changed(params, "row_holds") {
        decisions.row_holds = Some(RowHolds::from_word(word)?);
    }
    if let Some(word) = changed(params, "dates") {
        decisions.dates = Some(DateOrder::from_word(word)?);
    }
    Some(has_new_layout)
}

/// Returns the value of a field if it differs from the one that the page showed.
fn changed<'a>(params: &'a Params, name: &str) -> Option<&'a str> {
    let value = params.get(name);
    (!value.is_empty() && value != params.get(&format!("was_{name}"))).then_some(value)
}

/// Reads the choices above the columns. Returns the indexes of those that the person changed.
fn read_columns(
    params: &Params,
    decisions: &mut Decisions,
    purpose: ListPurpose,
) -> Result<Vec<usize>, String> {
    let chosen: Vec<&str> = params.all("columns").collect();
    let shown: Vec<&str> = params.all("was_columns").collect();
    if chosen.len() != shown.len() || chosen.len() > MAX_COLUMNS {
        return Err(UNREADABLE.to_owned());
    }
    let mut changed = Vec::new();
    for (index, (word, shown)) in chosen.into_iter().zip(shown).enumerate() {
        let choice = ColumnChoice::from_word(word).filter(|choice| choice.is_for(purpose));
        let choice = choice
            .ok_or_else(|| format!("We couldn’t read your choice for column {}. Choose again.", index + 1))?;
        let is_open = shown.ends_with(OPEN_MARK);
        let is_changed = word != shown.trim_end_matches(OPEN_MARK);
        if is_changed {
            changed.push(index);
        }
        let is_decided = choice != ColumnChoice::Ignore || decisions.column(index).is_some();
        if is_changed || (is_decided && !is_open) {
            decisions.set_column(index, choice);
        }
    }
    Ok(changed)
}

/// Decides for the columns in question as the page showed them, because a decision about one column is a decision about
/// all.
fn keep_shown_columns(params: &Params, decisions: &mut Decisions) {
    for (index, shown) in params.all("was_columns").enumerate() {
        let choice = shown.strip_suffix(OPEN_MARK).and_then(ColumnChoice::from_word);
        if let Some(choice) = choice.filter(|_| decisions.column(index).is_none()) {
            decisions.set_column(index, choice);
        }
    }
}

#[cfg(test)]
mod tests;
