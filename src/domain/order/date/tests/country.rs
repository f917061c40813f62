use super::super::country::usual_order;
use super::super::date_order::DateQuestion;
use super::*;

#[test]
fn countries_have_their_usual_order() {
    for (order, countries) in [
        (
            DateOrder::Mdy,
            &["US", "usa", "U.S.A.", "United States", "The United States of America", "Philippines", "PH"][..],
        ),
        (
            DateOrder::Ymd,
            &["Japan", "JP", "jpn", "China", "South Korea", "Korea, Republic of", "KR", "Taiwan", "Mongolia"],
        ),
        (
            DateOrder::Dmy,
            &["Germany", "DE", "United Kingdom", "India", "Netherlands", "Österreich", "", "日本"],
        ),
    ] {
        for country in countries {
            assert_eq!(usual_order(country), order, "{country}");
        }
    }
}

#[test]
fn each_question_has_a_usual_answer() {
    for (country, day_and_month) in
        [("US", DateOrder::Mdy), ("Japan", DateOrder::Mdy), ("France", DateOrder::Dmy)]
    {
        assert_eq!(DateQuestion::DayAndMonth.usual_answer(country), day_and_month, "{country}");
        assert_eq!(DateQuestion::EightDigits.usual_answer(country), DateOrder::Ymd, "{country}");
    }
}
