use super::date_order::{DateOrder, DateQuestion};

/// The countries that write the month first: ISO codes and English names without spaces and punctuation.
#[rustfmt::skip]
const MONTH_FIRST: &[&str] = &[
    "us", "usa", "unitedstates", "unitedstatesofamerica", "america", "ph", "phl", "philippines", "republicofthephilippines",
    "pr", "pri", "puertorico", "gu", "gum", "guam", "vi", "vir", "usvirginislands", "unitedstatesvirginislands",
    "virginislandsus", "as", "asm", "americansamoa", "mp", "mnp", "northernmarianaislands", "um", "umi",
    "fm", "fsm", "micronesia", "federatedstatesofmicronesia", "micronesiafederatedstatesof", "mh", "mhl",
    "marshallislands", "pw", "plw", "palau",
];

/// The countries in East Asia that write the year first, in the same form.
#[rustfmt::skip]
const YEAR_FIRST: &[&str] = &[
    "cn", "chn", "china", "mainlandchina", "prc", "prchina", "peoplesrepublicofchina", "chinapeoplesrepublicof",
    "jp", "jpn", "japan", "kr", "kor", "korea", "southkorea", "republicofkorea", "korearepublicof", "koreasouth", "rok",
    "kp", "prk", "northkorea", "democraticpeoplesrepublicofkorea", "koreademocraticpeoplesrepublicof", "koreanorth",
    "tw", "twn", "taiwan", "taiwanprovinceofchina", "taiwanroc", "republicofchina", "mn", "mng", "mongolia",
];

/// Returns the order in which dates are usually written in a country. `country` is an English name or an ISO code, in
/// upper or lower case.
pub(crate) fn usual_order(country: &str) -> DateOrder {
    let letters: String =
        country.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    let name = letters.strip_prefix("the").unwrap_or(&letters);
    if MONTH_FIRST.contains(&name) {
        DateOrder::Mdy
    } else if YEAR_FIRST.contains(&name) {
        DateOrder::Ymd
    } else {
        DateOrder::Dmy
    }
}

impl DateQuestion {
    /// Returns the answer to preselect for a country. Where the year usually comes first, the month precedes the day.
    pub(crate) fn usual_answer(self, country: &str) -> DateOrder {
        match (self, usual_order(country)) {
            (DateQuestion::EightDigits, _) => DateOrder::Ymd,
            (DateQuestion::DayAndMonth, DateOrder::Dmy) => DateOrder::Dmy,
            (DateQuestion::DayAndMonth, _) => DateOrder::Mdy,
        }
    }
}
