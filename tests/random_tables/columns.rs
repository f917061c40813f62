//! The columns of a table.

use crate::names::{self, Names};
use crate::numbers;
use crate::random::Random;

/// The meanings of columns that don't identify devices, each with a weight.
const OTHERS: [(usize, &str); 21] = [
    (10, "position"),
    (10, "article"),
    (7, "ean"),
    (5, "iccid"),
    (3, "eid"),
    (4, "mac"),
    (5, "phone"),
    (5, "tracking"),
    (6, "order"),
    (4, "invoice"),
    (6, "price"),
    (8, "quantity"),
    (7, "colour"),
    (14, "model"),
    (6, "date"),
    (4, "customer"),
    (3, "customer_no"),
    (4, "email"),
    (5, "note"),
    (4, "charger_serial"),
    (4, "person"),
];

/// A column.
pub struct Column {
    /// The meaning, such as `imei` or `colour`.
    pub meaning: &'static str,
    /// The name in the header.
    pub name: String,
    /// Whether only the author knows what the name means.
    pub is_obscure: bool,
    form: usize,
    /// The value of every cell, if they are all equal.
    constant: Option<String>,
    empty_share: usize,
}

impl Column {
    /// Creates a column with this meaning.
    pub fn new(meaning: &'static str, names: Names, random: &mut Random) -> Column {
        let name = names.one(meaning, random);
        let form = random.between(0, 59);
        let empty_share = random.weighted(&[(80, 0), (12, 15), (5, 60), (3, 100)]);
        let mut column = Column { meaning, name, is_obscure: false, form, constant: None, empty_share };
        // A list usually has a single order, invoice and customer.
        let is_constant = match meaning {
            "order" | "invoice" | "customer_no" => random.percent(90),
            "customer" => random.percent(97),
            "date" | "tracking" => random.percent(60),
            _ => false,
        };
        if is_constant {
            column.constant = Some(column.varying_cell(1, names, random));
        }
        if matches!(meaning, "order" | "customer" | "position") {
            column.empty_share = 0;
        }
        column
    }

    /// Replaces the name with one that means nothing to a reader.
    pub fn make_obscure(&mut self, random: &mut Random) {
        self.name = names::obscure(random);
        self.is_obscure = true;
    }

    /// Returns the cell for the row with this number. A cell looks like an identifier by accident only if a clear
    /// header says what it is.
    pub fn cell(&self, number: usize, has_header: bool, names: Names, random: &mut Random) -> String {
        if random.percent(self.empty_share) {
            return String::new();
        }
        let mut value = self.constant.clone().unwrap_or_else(|| self.varying_cell(number, names, random));
        if (self.is_obscure || !has_header) && numbers::is_imei(&value) {
            let last = value.pop().and_then(|digit| digit.to_digit(10)).expect("an IMEI ends with a digit");
            value.push_str(&((last + 1) % 10).to_string());
        }
        value
    }

    fn varying_cell(&self, number: usize, names: Names, random: &mut Random) -> String {
        let form = self.form;
        match self.meaning {
            "position" if form.is_multiple_of(3) => (number * 10).to_string(),
            "position" => number.to_string(),
            "article" => match form % 4 {
                0 => format!("SM-{}BZ{}AEU{}", random.text("Lddd"), random.text("LL"), random.text("L")),
                1 => random.text("MQdddZD/L"),
                2 => random.digits(8),
                _ => random.text("1dd-ddddd-dd"),
            },
            "ean" => numbers::gtin(random, if form.is_multiple_of(4) { 14 } else { 13 }),
            "iccid" => numbers::iccid(random),
            "eid" => numbers::eid(random),
            "mac" => numbers::mac(random, form),
            "phone" => numbers::phone(random, form),
            "tracking" => numbers::tracking(random, form),
            "order" => numbers::order(random, form),
            "invoice" => match form % 3 {
                0 => random.text("RE-2026-ddddd"),
                1 => random.text("90000ddddd"),
                _ => random.text("INVdddddd"),
            },
            "price" => price(form, random),
            "quantity" if form.is_multiple_of(5) => "1,00".to_owned(),
            "quantity" => random.weighted(&[(90, "1"), (5, "2"), (5, "10")]).to_owned(),
            "colour" => names.one("colours", random).replace(';', ""),
            "model" => model(random),
            "date" => date(form, random),
            "customer" => random.pick(&CUSTOMERS).to_owned(),
            "customer_no" => random.text(["ddddddd", "KD-ddddd", "ddddd"][form % 3]),
            "email" => format!("{}@{}.example", random.pick(&["kim", "lee", "j.doe", "m-khan"]), "aster"),
            "note" => random.pick(&NOTES).to_owned(),
            "charger_serial" => random.text(["R37MdddLAAAL", "CNdLdAAAAL", "0LdddddLAA"][form % 3]),
            "person" => random.pick(&PEOPLE).to_owned(),
            other => panic!("{other} isn't a column meaning"),
        }
    }
}

const CUSTOMERS: [&str; 4] =
    ["Aster Logistics GmbH", "Kestrel Insurance plc", "Stadtwerke 24", "Ferro & Co, Ltd."];
const NOTES: [&str; 7] =
    ["new", "eSIM, 5G", "see ticket 48213", "box 4", "ok", "2 years warranty", "spare device for room 12"];
const PEOPLE: [&str; 5] = ["Kim Lee", "Maya Okafor", "Jan Novak", "Ana Silva", "O'Neill, Pat"];
const MODELS: [&str; 8] = [
    "Galaxy A56 5G 128GB",
    "Galaxy S25 Ultra",
    "iPhone 16 Pro 256 GB",
    "Galaxy Tab Active5",
    "iPad, 10th gen., 64GB",
    "SM-A566B/DS",
    "XCover7",
    "Pixel 9a",
];

fn model(random: &mut Random) -> String {
    random.pick(&MODELS).to_owned()
}

fn price(form: usize, random: &mut Random) -> String {
    let (whole, cents) = (random.between(100, 1_899), random.pick(&["00", "50", "99"]));
    match form % 4 {
        0 => format!("{whole},{cents}"),
        1 => format!("{whole}.{cents}"),
        2 => format!("1,{:03}.{cents}", whole % 1_000),
        _ => format!("€ 1.{:03},{cents}", whole % 1_000),
    }
}

/// Returns a date in 2026, written in one of six forms.
pub fn date(form: usize, random: &mut Random) -> String {
    let (day, month) = (random.between(1, 28), random.between(1, 12));
    match form % 6 {
        0 => format!("{day:02}.{month:02}.2026"),
        1 => format!("2026-{month:02}-{day:02}"),
        2 => format!("{day:02}/{month:02}/2026"),
        3 => format!("{month}/{day}/2026"),
        4 => format!("2026-{month:02}-{day:02} 09:15:02"),
        _ => format!("2026{month:02}{day:02}"),
    }
}

/// Returns columns that don't identify devices, each with a different meaning.
pub fn others(count: usize, names: Names, random: &mut Random) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    while columns.len() < count {
        let meaning = random.weighted(&OTHERS);
        if columns.iter().all(|column| column.meaning != meaning) {
            let mut column = Column::new(meaning, names, random);
            if random.percent(6) {
                column.make_obscure(random);
            }
            columns.push(column);
        }
    }
    columns
}
