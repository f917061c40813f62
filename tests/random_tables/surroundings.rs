//! Lines before, between and after the devices: titles, addresses, headings, totals and signatures.

use crate::columns;
use crate::identifiers;
use crate::names::Names;
use crate::random::Random;
use crate::truth::LineTruth;

/// The content of a line, before it is written with a separator.
pub enum Line {
    /// Cells that belong to the columns.
    Cells(Vec<String>),
    /// Fewer cells than the table has columns.
    Words(Vec<String>),
    /// Text that is written unchanged.
    Raw(String),
}

/// A line and the truth about it.
pub type KnownLine = (Line, LineTruth);

/// Returns a line of words without devices.
pub fn words<S: Into<String>>(cells: impl IntoIterator<Item = S>) -> KnownLine {
    (Line::Words(cells.into_iter().map(Into::into).collect()), LineTruth::default())
}

fn raw(text: &str) -> KnownLine {
    (Line::Raw(text.to_owned()), LineTruth::default())
}

/// Returns the lines before the header.
pub fn preamble(names: Names, has_header: bool, random: &mut Random) -> Vec<KnownLine> {
    let mut lines = Vec::new();
    if !random.percent(32) {
        return lines;
    }
    let title = names.one("title", random);
    let first = match random.between(0, 4) {
        0 => format!("{title} 80{}", random.digits(6)),
        1 => format!("{title} - IMEI"),
        2 => "Aster Logistics GmbH".to_owned(),
        3 => format!("{title} Nr. {}/2026", random.digits(3)),
        _ => title,
    };
    lines.push(words([first]));
    for _ in 0..random.between(0, 5) {
        let detail = detail(names, random);
        lines.push(detail);
    }
    // An example that isn't one of the listed devices, but looks like one.
    if has_header && random.percent(3) {
        let id = identifiers::imei(random).value;
        let sample = words([format!("Example: IMEI {id}")]);
        lines.push((sample.0, LineTruth { strong: vec![id], ..LineTruth::default() }));
    }
    if random.percent(60) {
        lines.push(raw(random.pick(&["", "", "   "])));
    }
    lines
}

/// Returns a line such as `Date: 28.11.2026`.
fn detail(names: Names, random: &mut Random) -> KnownLine {
    let form = random.between(0, 4);
    let (label, value) = match random.between(0, 7) {
        0 => ("date", columns::date(form, random)),
        1 => ("email", "orders@aster.example".to_owned()),
        2 => ("phone", crate::numbers::phone(random, form)),
        3 => ("customer", "Aster Logistics GmbH".to_owned()),
        4 => ("order", random.text("45000ddddd")),
        5 => ("invoice", random.text("RE-2026-ddddd")),
        6 => return words([names.one("address", random)]),
        _ => return words(["www.aster.example"]),
    };
    let label = names.one(label, random);
    match random.percent(50) {
        true => words([format!("{label}: {value}")]),
        false => words([label, value]),
    }
}

/// Returns the lines after the devices.
pub fn footer(
    names: Names,
    columns: &[columns::Column],
    count: usize,
    random: &mut Random,
) -> Vec<KnownLine> {
    let mut lines = Vec::new();
    if !random.percent(28) {
        return lines;
    }
    if random.percent(40) {
        lines.push(raw(""));
    }
    let total = names.one("total", random);
    for _ in 0..random.between(1, 3) {
        lines.push(match random.between(0, 6) {
            0 | 1 => total_line(&total, columns, count),
            2 => words([format!("{total}: {count}")]),
            3 => words([format!("{count} {}", names.one("devices", random))]),
            4 => page(names, random),
            5 => words([format!("{}: ______________", names.one("signature", random))]),
            _ => words([format!("{}: {}", names.one("date", random), columns::date(0, random))]),
        });
    }
    lines
}

/// Returns a line with the number of devices in the quantity column.
fn total_line(total: &str, columns: &[columns::Column], count: usize) -> KnownLine {
    let mut cells = vec![String::new(); columns.len()];
    total.clone_into(&mut cells[0]);
    let at = columns.iter().position(|column| column.meaning == "quantity").unwrap_or(columns.len() - 1);
    cells[at.max(1)] = count.to_string();
    (Line::Cells(cells), LineTruth::default())
}

fn page(names: Names, random: &mut Random) -> KnownLine {
    words([names.one("page", random).replacen("{}", "1", 1).replacen("{}", "2", 1)])
}

/// Returns lines to put between two devices, such as an empty line or a heading.
pub fn between(names: Names, header: Option<&[String]>, kind: usize, random: &mut Random) -> Vec<KnownLine> {
    match (kind, header) {
        (0, _) => vec![raw("")],
        (1, _) => vec![raw("  ")],
        (2, Some(header)) => vec![page(names, random), (Line::Cells(header.to_vec()), LineTruth::default())],
        (3, Some(header)) => vec![(Line::Cells(header.to_vec()), LineTruth::default())],
        (4, _) => vec![words([random.text("Carton 000d")])],
        _ => vec![raw("----------------------------------------")],
    }
}
