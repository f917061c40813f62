//! `catalog import`.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use clap::Subcommand;

use super::resellers::tell;
use super::{CliError, explained};
use crate::store::Db;
use crate::uploads::catalog_import;

/// So many refused lines are printed; their number always is.
const SHOWN: usize = 1_000;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Import a catalog: CSV with imei1,imei2,meid,serial,model,edition
    Import {
        /// The file
        file: PathBuf,
        /// Where to write every line that was refused: line and reason, as CSV
        #[arg(long)]
        refused: Option<PathBuf>,
    },
}

pub(super) fn run(db: &Db, command: Command) -> Result<(), CliError> {
    let Command::Import { file, refused } = command;
    let source = File::open(&file).map_err(|error| CliError::new(format!("{}: {error}", file.display())))?;
    let report =
        catalog_import::import(db, BufReader::new(source)).map_err(|e| CliError::new(e.to_string()))?;
    if let Some(path) = refused {
        let mut sheet = csv::Writer::from_path(&path).map_err(|e| CliError::new(e.to_string()))?;
        let rows = report.refused.iter().map(|(line, why)| [line.to_string(), why.to_string()]);
        for row in std::iter::once(["line".to_owned(), "reason".to_owned()]).chain(rows) {
            sheet.write_record(&row).map_err(|e| CliError::new(e.to_string()))?;
        }
        sheet.flush()?;
    }
    for (line, why) in report.refused.iter().take(SHOWN) {
        eprintln!("line {line}: {why}");
    }
    let summary = format!(
        "{} added, {} completed, {} unchanged, {} refused",
        report.added,
        report.completed,
        report.unchanged,
        report.refused.len()
    );
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    db.write(|conn| tell(conn, None, "catalog.imported", &name, &summary))
        .map_err(|e| explained(e, &name))?;
    println!("{summary}.");
    Ok(())
}
