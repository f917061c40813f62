use super::super::date_order::DateQuestion;
use super::super::survey::{DateDecision, DateSurvey};
use super::*;

/// Surveys the cells of a file whose first date is on line 2.
fn survey(cells: &[&str]) -> DateSurvey {
    let mut survey = DateSurvey::default();
    cells.iter().zip(2..).for_each(|(cell, line)| survey.add(cell, line));
    survey
}

/// Returns the decisions about eight digits, and about day and month, in words.
fn decide(cells: &[&str]) -> [String; 2] {
    let survey = survey(cells);
    [DateQuestion::EightDigits, DateQuestion::DayAndMonth].map(|question| match survey.decide(question) {
        DateDecision::NotNeeded => "not needed".to_owned(),
        DateDecision::Decided(order) => order.form().to_owned(),
        DateDecision::Undecided(example) => {
            format!("line {}: {}", example.line, example.in_words().join(" or "))
        }
        DateDecision::Conflict(first, second) => format!("conflict {first} {second}"),
    })
}

#[test]
fn dates_that_exist_in_only_one_order_decide_the_order() {
    for (cells, decision) in [
        (&["20250304", "20251231", "x"][..], "YYYYMMDD"),
        (&["20250304", "20251304"], "YYYYDDMM"),
        (&["20251304", "20250304", "20250413"], "conflict 4 2"),
        (&["20250304", "20250405"], "line 2: 4 March 2025 or 3 April 2025"),
        (&["20250303", "20250405"], "line 3: 5 April 2025 or 4 May 2025"),
        (&["20250303", "20251111"], "not needed"),
        (&["99991345"], "not needed"),
        (&["2025-12-31", "31.12.2025"], "not needed"),
    ] {
        assert_eq!(decide(cells), [decision, "not needed"], "{cells:?}");
    }
    for (cells, decision) in [
        (&["03/04/2026", "20/11/2026"][..], "DD/MM/YYYY"),
        (&["03/04/2026", "11/20/2026 12:00:00 AM"], "MM/DD/YYYY"),
        (&["03-04-26", "20/11/2026"], "DD/MM/YYYY"),
        (&["03/04/2026", "05/06/2026"], "line 2: 3 April 2026 or 4 March 2026"),
        (&["20/11/2026", "03/04/2026", "11/20/2026"], "conflict 2 4"),
        (&["04/04/2026"], "not needed"),
        (&["03/04/2026", "20.11.2026"], "line 2: 3 April 2026 or 4 March 2026"),
        (&["2026/11/20", "2026/03/04", "n/a", "00/00/0000", ""], "not needed"),
    ] {
        assert_eq!(decide(cells), ["not needed", decision], "{cells:?}");
    }
}

#[test]
fn bounds_do_not_affect_the_decision() {
    assert_eq!(decide(&["18701304", "20250304"])[0], "YYYYDDMM", "a date before 2000 is evidence too");
    assert_eq!(decide(&["12/11/2026", "01/12/2026"])[1], "line 2: 12 November 2026 or 11 December 2026");
}

#[test]
fn eight_digits_and_day_and_month_are_decided_independently() {
    assert_eq!(decide(&["20251304", "11/20/2025"]), ["YYYYDDMM", "MM/DD/YYYY"]);
    assert_eq!(decide(&["20250304", "11/20/2025"]), ["line 2: 4 March 2025 or 3 April 2025", "MM/DD/YYYY"]);
    assert_eq!(decide(&["20251231", "03/04/2025"])[1], "line 3: 3 April 2025 or 4 March 2025");
}

#[test]
fn the_dates_in_a_file_determine_the_order_of_their_parts() {
    let decided = FileDates::of(&survey(&["20251304", "11/20/2025"])).unwrap();
    assert_eq!(decided, dates(&[DateOrder::Ydm, DateOrder::Mdy]));
    assert_eq!(decided.describe().as_deref(), Some("dates as YYYYDDMM and MM/DD/YYYY"));
    let open = FileDates::of(&survey(&["20250304", "03/04/2025"])).unwrap();
    assert_eq!((open, open.describe()), (FileDates::default(), None));
    assert_eq!(FileDates::year_month_day().describe(), None);
    let conflict = FileDates::of(&survey(&["11/20/2025", "20/11/2025"]));
    assert_eq!(conflict, Err((DateQuestion::DayAndMonth, [3, 2])));
}

#[test]
fn a_decision_takes_precedence_over_the_evidence() {
    let mut decided = FileDates::of(&survey(&["11/20/2025"])).unwrap();
    decided.set_order(DateOrder::Dmy);
    assert_eq!(decided, dates(&[DateOrder::Dmy]));
}
