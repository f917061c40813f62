//! `catalog import`.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use clap::Subcommand;

use super::error::{CliError, explain};
use super::resellers::log;
use crate::domain::activity::Activity;
use crate::store::Db;
use crate::store::activity::Personal;
use crate::uploads::catalog_import;

/// Maximum number of rejected lines to print. The summary counts all rejected lines.
const MAX_PRINTED_LINES: usize = 1_000;

#[derive(Subcommand)]
pub(super) enum CatalogCommand {
    /// Import a device catalog from a CSV file
    ///
    /// The columns are `imei1,imei2,meid,serial,model,edition`. A line that contradicts the catalog is rejected and
    /// reported. If a line contradicts an identifier that an upload reported, the identifier is removed from its
    /// device. Importing the same file again changes nothing.
    Import {
        /// CSV file to import
        file: PathBuf,
        /// CSV file to write, with the number of each rejected line and the reason
        #[arg(long)]
        rejected: Option<PathBuf>,
    },
}

pub(super) fn run(db: &Db, command: CatalogCommand) -> Result<(), CliError> {
    let CatalogCommand::Import { file, rejected } = command;
    let source = File::open(&file).map_err(|error| CliError::new(format!("{}: {error}", file.display())))?;
    let result =
        catalog_import::import(db, BufReader::new(source)).map_err(|e| CliError::new(e.to_string()))?;
    if let Some(path) = rejected {
        let mut writer = csv::Writer::from_path(&path).map_err(|e| CliError::new(e.to_string()))?;
        let rows = result.rejected.iter().map(|(line, reason)| [line.to_string(), reason.to_string()]);
        for row in std::iter::once(["line".to_owned(), "reason".to_owned()]).chain(rows) {
            writer.write_record(&row).map_err(|e| CliError::new(e.to_string()))?;
        }
        writer.flush()?;
    }
    for (line, reason) in result.rejected.iter().take(MAX_PRINTED_LINES) {
        eprintln!("line {line}: {reason}");
    }
    let mut summary = format!(
        "{} added, {} completed, {} unchanged, {} rejected",
        result.added,
        result.completed,
        result.unchanged,
        result.rejected.len()
    );
    match result.corrected {
        0 => {}
        1 => summary.push_str(
            "; 1 device lost an identifier that an upload had reported and the catalog contradicts",
        ),
        count => summary.push_str(&format!(
            "; {count} devices lost identifiers that uploads had reported and the catalog contradicts"
        )),
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    db.write(|conn| log(conn, None, Activity::CatalogImported, "", (&summary, Personal::text(&name))))
        .map_err(|e| explain(e, &name))?;
    println!("{summary}.");
    Ok(())
}
