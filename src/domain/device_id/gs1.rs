use super::canonical::serial_number;
use super::evidence::{Evidence, Found};
use super::imei::{has_reporting_body, imei};
use super::labels::{IdLabel, Label};
use super::numbers::is_article_with_prefix;
use super::tokens::Token;

/// Returns the meaning of a GS1 application identifier in parentheses, such as `(21)`.
pub(super) fn prefix(tokens: &[Token<'_>]) -> Option<(usize, Label)> {
    let [token, next, ..] = tokens else { return None };
    // In a telephone number, a space or dash follows the parentheses.
    if !(token.gap.ends_with('(') && next.gap == ")") {
        return None;
    }
    let label = match token.text {
        "21" | "8002" => Label::Id(if token.text == "21" { IdLabel::Serial } else { IdLabel::Imei }),
        "00" | "01" | "02" | "10" | "11" | "13" | "17" | "30" | "37" | "240" | "241" | "250" | "400"
        | "401" => Label::Other,
        _ => return None,
    };
    Some((1, label))
}

/// Reads a GS1 element string without parentheses: `01`, a GTIN-14, `21` and the identifier, with or without a space.
pub(super) fn joined(tokens: &[Token<'_>]) -> Option<(usize, Evidence)> {
    let token = tokens.first()?;
    let (article, rest) = token.text.split_at_checked(16)?;
    if !is_article_with_prefix(article) {
        return None;
    }
    let (length, rest) = match rest {
        "" => (2, tokens.get(1).filter(|next| next.gap == " ")?.text),
        _ => (1, rest),
    };
    let value = rest.strip_prefix("21")?;
    let found =
        |id, is_strong| Evidence::Id(Found { id, repair: None, label: Some(IdLabel::Serial), is_strong });
    let strong = imei(value).ok().filter(|_| has_reporting_body(value)).map(|id| found(id, true));
    let evidence = strong.or_else(|| serial_number(value).map(|id| found(id, false)))?;
    Some((length, evidence))
}
