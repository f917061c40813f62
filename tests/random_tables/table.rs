//! Assembles random tables.

use crate::bytes::Style;
use crate::columns::{self, Column};
use crate::names::Names;
use crate::random::Random;
use crate::rows::Rows;
use crate::surroundings::{self, KnownLine, Line};
use crate::truth::{LineTruth, Truth};

/// A random table.
pub struct Table {
    pub bytes: Vec<u8>,
    pub truth: Truth,
    /// A short description of how the table is written.
    pub description: String,
}

impl Table {
    /// Creates the table with this seed.
    pub fn random(seed: u64) -> Table {
        let mut random = Random::new(seed);
        let random = &mut random;
        let names = Names::random(random);
        let rows = Rows::random(random);
        let style = Style::random(random);
        let (columns, order) = arrange(&rows, names, random);
        let header: Option<Vec<String>> = rows
            .has_header
            .then(|| columns.iter().map(|column| column.name.clone()).collect())
            .map(|header| in_random_case(header, random));
        let lines = lines(&rows, names, &columns, &order, header.as_deref(), random);
        let mut written = Vec::new();
        if random.percent(2) {
            written.push(format!("sep={}", style.separator));
        }
        let mut truth = Truth::default();
        for (line, line_truth) in &lines {
            written.push(style.line(line, columns.len()));
            truth.add(u32::try_from(written.len()).expect("a table is short"), line_truth);
        }
        let description = format!("{}, {}, {:?}", names.language, rows.describe(), style.separator);
        Table { bytes: style.file(&written, names.language, random), truth, description }
    }
}

/// Returns the columns in a random order. The second list contains the index of each column among the identifier
/// columns, or `None` for other columns.
fn arrange(rows: &Rows, names: Names, random: &mut Random) -> (Vec<Column>, Vec<Option<usize>>) {
    let identifiers = rows.columns(names, random);
    let count = random.between(3, 12).max(identifiers.len() + 1);
    let others = columns::others(count - identifiers.len(), names, random);
    let mut all: Vec<(Option<usize>, Column)> =
        identifiers.into_iter().enumerate().map(|(index, column)| (Some(index), column)).collect();
    all.extend(others.into_iter().map(|column| (None, column)));
    random.shuffle(&mut all);
    // A running number is usually in the first column.
    if let Some(at) = all.iter().position(|(_, column)| column.meaning == "position")
        && random.percent(90)
    {
        let first = all.remove(at);
        all.insert(0, first);
    }
    rename_repeated(&mut all, names, random);
    let (order, columns) = all.into_iter().unzip();
    (columns, order)
}

/// Renames columns that have the same name as an earlier column.
fn rename_repeated(all: &mut [(Option<usize>, Column)], names: Names, random: &mut Random) {
    for at in 1..all.len() {
        for attempt in 0..20 {
            let name = all[at].1.name.to_lowercase();
            if all[..at].iter().all(|(_, column)| column.name.to_lowercase() != name) {
                break;
            }
            all[at].1.name = match attempt {
                0..10 if !all[at].1.is_obscure => names.one(all[at].1.meaning, random),
                _ => format!("Feld {at}"),
            };
            all[at].1.is_obscure |= attempt >= 10;
        }
    }
}

fn in_random_case(header: Vec<String>, random: &mut Random) -> Vec<String> {
    match random.between(1, 20) {
        1 => header.iter().map(|name| name.to_uppercase()).collect(),
        2 => header.iter().map(|name| name.to_lowercase()).collect(),
        3 => header.iter().map(|name| format!("{name}*")).collect(),
        _ => header,
    }
}

fn lines(
    rows: &Rows,
    names: Names,
    columns: &[Column],
    order: &[Option<usize>],
    header: Option<&[String]>,
    random: &mut Random,
) -> Vec<KnownLine> {
    let mut lines = surroundings::preamble(names, rows.has_header, random);
    if let Some(header) = header {
        lines.push((Line::Cells(header.to_vec()), LineTruth::default()));
        if random.percent(3) {
            lines.push((Line::Cells(vec!["-----".to_owned(); columns.len()]), LineTruth::default()));
        }
    }
    let ranges = [(4, (1, 2)), (50, (3, 12)), (36, (13, 40)), (10, (41, 150))];
    let (low, high) = random.weighted(&ranges);
    let count = random.between(low, high);
    // About one table in eight has other lines between the devices.
    let disturbance = random.percent(12).then(|| (random.between(0, 5), random.between(2, 10)));
    let accessory_share = if random.percent(4) { 10 } else { 0 };
    for number in 1..=count {
        let (ids, line_truth) = match random.percent(accessory_share) {
            true => (Vec::new(), LineTruth::default()),
            false => rows.device(random),
        };
        let cell = |(column, index): (&Column, &Option<usize>)| match index {
            Some(index) => ids.get(*index).cloned().unwrap_or_default(),
            None => column.cell(number, rows.has_header, names, random),
        };
        lines.push((Line::Cells(columns.iter().zip(order).map(cell).collect()), line_truth));
        if let Some((kind, every)) = disturbance
            && number % every == 0
            && number < count
        {
            lines.extend(surroundings::between(names, header, kind, random));
        }
    }
    lines.extend(surroundings::footer(names, columns, count, random));
    lines
}

#[test]
fn a_seed_always_creates_the_same_table() {
    for seed in 0..50 {
        assert_eq!(Table::random(seed).bytes, Table::random(seed).bytes);
    }
    assert_ne!(Table::random(1).bytes, Table::random(2).bytes);
}

#[test]
fn the_truth_names_lines_that_contain_the_identifiers() {
    let mut seen = 0;
    for seed in 0..500 {
        let table = Table::random(seed);
        let Ok(text) = String::from_utf8(table.bytes) else { continue };
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let lines: Vec<&str> = text.split('\n').collect();
        for (line, ids) in &table.truth.devices {
            let found: String =
                lines[*line as usize - 1].chars().filter(|c| c.is_ascii_alphanumeric()).collect();
            let found = found.to_uppercase();
            for id in ids {
                // A form without the check digit contains the other 14 digits.
                assert!(found.contains(&id[..id.len().min(14)]), "seed {seed}, line {line}: {id}");
                seen += 1;
            }
        }
    }
    assert!(seen > 1_000, "only {seen} identifiers");
}
