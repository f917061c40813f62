use super::column::IdColumn;
use super::label_words::{FILLERS, OTHER, SERIAL};
use super::normal::normalize;
use super::placeholder::{is_placeholder, is_zeros};
use super::tokens::{Token, tokens};

/// Maximum size in bytes of a cell with a label and an identifier.
const MAX_LABELLED_BYTES: usize = 255;

/// The identifier that a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdLabel {
    /// `IMEI` without a number.
    Imei,
    Imei1,
    Imei2,
    Meid,
    Serial,
}

impl IdLabel {
    /// Returns the kind of column whose cells would have this label.
    pub(crate) fn column(self) -> IdColumn {
        match self {
            IdLabel::Imei | IdLabel::Imei1 | IdLabel::Imei2 => IdColumn::Imei,
            IdLabel::Meid => IdColumn::Meid,
            IdLabel::Serial => IdColumn::Serial,
        }
    }

    /// Returns whether a device has only one value for both labels.
    pub(super) fn is_same_slot(self, other: IdLabel) -> bool {
        let slot = |label| if label == IdLabel::Imei { IdLabel::Imei1 } else { label };
        slot(self) == slot(other)
    }
}

/// The meaning of the words before a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Id(IdLabel),
    /// The number is something else, such as a telephone or order number.
    Other,
}

/// Returns the label that a cell consists of, such as `IMEI:` or `S/N`. The identifier may be in the next cell.
pub(crate) fn label_cell(cell: &str) -> Option<IdLabel> {
    if cell.len() > 60 {
        return None;
    }
    let normal = normalize(cell);
    let all = tokens(&normal.text);
    let mut rest = all.as_slice();
    let mut found = None;
    while let Some((first, others)) = rest.split_first() {
        match label(rest) {
            Some((length, Label::Id(id))) if found.is_none() => {
                found = Some(id);
                rest = rest.get(length..).unwrap_or_default();
            }
            Some(_) => return None,
            None if is_filler(first.text) => rest = others,
            None => return None,
        }
    }
    found
}

/// Returns the label with which a cell begins, such as that of `IMEI 2: 358…`. Returns `None` if no number follows it.
pub(crate) fn leading_label(cell: &str) -> Option<IdLabel> {
    if cell.len() > MAX_LABELLED_BYTES {
        return None;
    }
    let normal = normalize(cell);
    let all = tokens(&normal.text);
    let Some((length, Label::Id(id))) = label(&all) else { return None };
    all.iter().skip(length).any(Token::has_digit).then_some(id)
}

/// Returns whether normalized text is a label without a value, such as `IMEI 2: -` or `SN: n/a`.
pub(super) fn is_label_without_value(text: &str) -> bool {
    let tokens = tokens(text);
    let Some((length, Label::Id(_))) = label(&tokens) else { return false };
    let fillers = tokens.iter().skip(length).take_while(|token| is_filler(token.text)).count();
    // The N of "N/A" is a filler too, so the value may begin before the last filler.
    (length..=length + fillers).any(|words| {
        let value = words.checked_sub(1).and_then(|last| tokens.get(last)).map_or("", |last| last.rest);
        let value = value.trim_matches(|c: char| !c.is_alphanumeric());
        value.is_empty() || is_placeholder(value) || is_zeros(value)
    })
}

/// Returns the length in tokens of the label at the beginning, and the label.
pub(super) fn label(tokens: &[Token<'_>]) -> Option<(usize, Label)> {
    let first = tokens.first()?;
    let next = tokens.get(1);
    let is_next =
        |text: &str| next.is_some_and(|next| next.text == text && matches!(next.gap, "/" | "." | " " | "-"));
    match first.text {
        "IMEI" | "IMEIS" | "IMEINUMMER" | "IMEINUMBER" | "IMEINO" | "IMEINR" | "IMEICODE" | "IMEISV" => {
            return Some(with_slot(tokens));
        }
        "IMEI1" => return Some((1, Label::Id(IdLabel::Imei1))),
        "IMEI2" => return Some((1, Label::Id(IdLabel::Imei2))),
        "MEID" => return Some((1, Label::Id(IdLabel::Meid))),
        "S" if is_next("N") || is_next("NO") || is_next("NR") => {
            return Some((2, Label::Id(IdLabel::Serial)));
        }
        "P" if is_next("N") || is_next("O") => return Some((2, Label::Other)),
        _ => {}
    }
    if first.has_digit() {
        return None;
    }
    let word = first.text.to_lowercase();
    if SERIAL.contains(&word.as_str()) || SERIAL_PARTS.iter().any(|part| word.contains(part)) {
        return Some((1, Label::Id(IdLabel::Serial)));
    }
    let is_other = OTHER.contains(&word.as_str()) || OTHER_PARTS.iter().any(|part| word.contains(part));
    is_other.then_some((1, Label::Other))
}

/// Returns the label for `IMEI`, including the slot number that may follow: `IMEI 2: 358…`, `IMEI (SIM 2)`.
fn with_slot(tokens: &[Token<'_>]) -> (usize, Label) {
    let words =
        tokens.iter().skip(1).take_while(|token| matches!(token.text, "SIM" | "SLOT" | "NO" | "NR")).count();
    let slot = match tokens.get(words + 1).map(|token| token.text) {
        Some("1" | "I" | "A" | "SIM1") => IdLabel::Imei1,
        Some("2" | "II" | "B" | "SIM2") => IdLabel::Imei2,
        _ => return (1, Label::Id(IdLabel::Imei)),
    };
    (words + 2, Label::Id(slot))
}

/// Returns whether a word may come between a label and its number.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word.to_lowercase().as_str())
}

/// Parts of words for a serial number, in languages that inflect words, join them or don't separate them.
const SERIAL_PARTS: &[&str] = &[
    "серийн",
    "серійн",
    "заводской",
    "序列号",
    "序列號",
    "シリアル",
    "製造番号",
    "製造番號",
    "일련번호",
    "시리얼",
    "seriennummer",
    "serienummer",
    "serialnumber",
];

/// Parts of words for other numbers.
const OTHER_PARTS: &[&str] = &[
    "заказ",
    "накладн",
    "телефон",
    "отслежив",
    "замовлення",
    "订单",
    "訂單",
    "发票",
    "發票",
    "运单",
    "運單",
    "快递",
    "快遞",
    "电话",
    "電話",
    "注文",
    "伝票",
    "追跡",
    "請求",
    "주문",
    "송장",
    "전화",
    "운송장",
    "telefonn",
    "sendungs",
    "rechnungs",
    "bestelln",
    "auftrags",
    "lieferschein",
    "tracking",
];
