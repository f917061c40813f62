//! Imports the device catalog from CSV with the columns `imei1,imei2,meid,serial,model,edition`. Importing the same
//! file again changes nothing.

use std::io::Read;

use crate::domain::device_id::{self, IdentifierKind};
use crate::store::devices::catalog::{self, CatalogLine, LineOutcome};
use crate::store::{self, Db};

const COLUMNS: [&str; 6] = ["imei1", "imei2", "meid", "serial", "model", "edition"];

/// Number of lines imported in one transaction.
const BATCH_LINES: usize = 1_000;

/// The summary of a catalog import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ImportSummary {
    /// Number of new devices.
    pub(crate) added: u64,
    /// Number of devices that were known only from an upload and have been completed.
    pub(crate) completed: u64,
    /// Number of added and completed devices whose lines contradicted what uploads had reported. The reported
    /// identifiers have been removed.
    pub(crate) corrected: u64,
    /// Number of devices that were already in the catalog.
    pub(crate) unchanged: u64,
    /// The rejected lines, each with its number and the reason.
    pub(crate) rejected: Vec<(u64, String)>,
}

/// The error returned if a catalog import can't be completed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportError {
    /// The file can't be read, or isn't valid CSV.
    #[error("cannot read the catalog: {0}")]
    Csv(#[from] csv::Error),
    /// The store failed. Earlier lines remain imported.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Imports a catalog. A header line is optional. With a header, the columns may be in any order.
pub(crate) fn import(db: &Db, source: impl Read) -> Result<ImportSummary, ImportError> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(source);
    let mut summary = ImportSummary::default();
    let mut positions: [Option<usize>; 6] = std::array::from_fn(Some);
    let mut batch = Vec::with_capacity(BATCH_LINES);
    let mut record = csv::StringRecord::new();
    let mut is_first = true;
    while reader.read_record(&mut record)? {
        let line = record.position().map_or(0, csv::Position::line);
        if std::mem::take(&mut is_first)
            && let Some(header) = read_header(&record)
        {
            positions = header;
            continue;
        }
        match read_line(line, &record, &positions) {
            Ok(line) => batch.push(line),
            Err(reason) => summary.rejected.push((line, reason)),
        }
        if batch.len() == BATCH_LINES {
            import_batch(db, &mut batch, &mut summary)?;
        }
    }
    import_batch(db, &mut batch, &mut summary)?;
    summary.rejected.sort();
    Ok(summary)
}

fn read_header(record: &csv::StringRecord) -> Option<[Option<usize>; 6]> {
    let name = |cell: &str| cell.trim_start_matches('\u{feff}').trim().to_lowercase();
    let positions = COLUMNS.map(|column| record.iter().position(|cell| name(cell) == column));
    positions.iter().any(Option::is_some).then_some(positions)
}

fn read_line(
    line: u64,
    record: &csv::StringRecord,
    positions: &[Option<usize>; 6],
) -> Result<CatalogLine, String> {
    let cell =
        |column: usize| positions[column].and_then(|position| record.get(position)).unwrap_or("").trim();
    let text = |column: usize| Some(cell(column)).filter(|text| !text.is_empty()).map(str::to_owned);
    let id = |column: usize, kind: IdentifierKind| match cell(column) {
        "" => Ok(None),
        value => match device_id::read(value) {
            Ok(reading) if reading.id.kind() == kind => Ok(Some(reading.id.as_str().to_owned())),
            Ok(_) => Err(format!("column {}: '{value}' is a different kind of identifier", COLUMNS[column])),
            Err(error) => Err(format!("column {}: {}", COLUMNS[column], error.full_message())),
        },
    };
    let parsed = CatalogLine {
        line,
        imei1: id(0, IdentifierKind::Imei)?,
        imei2: id(1, IdentifierKind::Imei)?,
        meid: id(2, IdentifierKind::Meid)?,
        serial: id(3, IdentifierKind::Serial)?,
        model: text(4),
        edition: text(5),
    };
    match parsed.identifiers().count() {
        0 => Err("the line has no identifier".to_owned()),
        _ if parsed.imei1.is_some() && parsed.imei1 == parsed.imei2 => {
            Err("the two IMEIs are the same".to_owned())
        }
        _ => Ok(parsed),
    }
}

fn import_batch(
    db: &Db,
    batch: &mut Vec<CatalogLine>,
    summary: &mut ImportSummary,
) -> Result<(), store::Error> {
    let outcomes = db.write(|conn| catalog::import(conn, batch))?;
    for (line, outcome) in batch.drain(..).zip(outcomes) {
        match outcome {
            LineOutcome::Added { has_corrected } => {
                summary.added += 1;
                summary.corrected += u64::from(has_corrected);
            }
            LineOutcome::Completed { has_corrected } => {
                summary.completed += 1;
                summary.corrected += u64::from(has_corrected);
            }
            LineOutcome::Unchanged => summary.unchanged += 1,
            LineOutcome::JoinsTwo => {
                summary
                    .rejected
                    .push((line.line, "its identifiers belong to two existing devices".to_owned()));
            }
            LineOutcome::Contradicts => {
                summary.rejected.push((line.line, "it contradicts the catalog".to_owned()));
            }
        }
    }
    Ok(())
}
