//! Keeps the sheets that a request has unpacked from its workbook. The page on which a person decides reads the list
//! once for each answer, but the workbook needs to be unpacked only once for each sheet.

use std::fs::File;
use std::io::{self, Seek};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use super::workbook_turn::WorkbookTurn;
use crate::domain::ids::ActorKey;
use crate::domain::manifest::{
    self, Cancellation, CpuTimer, Decisions, ManifestError, Rejection, UnpackOptions, Workbook,
};

/// The sheets that a request has unpacked, and the CPU time that is left for unpacking others. All clones share them.
#[derive(Clone)]
pub(crate) struct SheetCache(Arc<Mutex<Cached>>);

struct Cached {
    sheets: Vec<(SheetChoice, Outcome)>,
    cpu_left: Duration,
}

/// The decisions on which the sheet depends.
#[derive(Clone, Debug, PartialEq)]
struct SheetChoice {
    sheet: Option<String>,
    include_hidden: Option<bool>,
}

/// A workbook with the file that contains the lines of its sheet, or the reason why the workbook is rejected.
type Outcome = Result<(Workbook, File), Rejection>;

impl Default for SheetCache {
    fn default() -> SheetCache {
        SheetCache(Arc::new(Mutex::new(Cached { sheets: Vec::new(), cpu_left: manifest::MAX_CPU_TIME })))
    }
}

impl SheetCache {
    /// Returns the workbook in a file, and a temporary file in a folder with the lines of its sheet, positioned at its
    /// first byte. Returns `None` if the file isn't a workbook. Waits until the actor may read a workbook.
    pub(super) fn unpack(
        &self,
        file: &mut File,
        folder: &Path,
        decisions: &Decisions,
        (actor, cancellation): (ActorKey, &Cancellation),
    ) -> Result<Option<(Workbook, File)>, ManifestError> {
        if !may_be_workbook(file)? {
            return unpack(file, folder, decisions, (cancellation, manifest::MAX_CPU_TIME));
        }
        let mut cached = self.0.lock();
        let choice = SheetChoice { sheet: decisions.sheet.clone(), include_hidden: decisions.include_hidden };
        if let Some((_, outcome)) = cached.sheets.iter().find(|(other, _)| *other == choice) {
            return copy(outcome);
        }
        let _turn = WorkbookTurn::wait(actor, cancellation)?;
        let timer = CpuTimer::start();
        let unpacked = unpack(file, folder, decisions, (cancellation, cached.cpu_left));
        cached.cpu_left = cached.cpu_left.saturating_sub(timer.elapsed());
        let outcome = match unpacked {
            Ok(Some(sheet)) => Ok(sheet),
            Ok(None) => return Ok(None),
            Err(ManifestError::Rejected(rejection)) => Err(rejection),
            Err(error) => return Err(error),
        };
        let copied = copy(&outcome);
        cached.sheets.push((choice, outcome));
        copied
    }
}

fn unpack(
    file: &mut File,
    folder: &Path,
    decisions: &Decisions,
    (cancellation, cpu_time): (&Cancellation, Duration),
) -> Result<Option<(Workbook, File)>, ManifestError> {
    let mut sheet = tempfile::tempfile_in(folder)?;
    let options = UnpackOptions::new(folder, cancellation)
        .with_decisions(decisions.sheet.as_deref(), decisions.include_hidden)
        .with_cpu_time(cpu_time);
    let workbook = manifest::unpack_with(file, &mut sheet, options)?;
    Ok(workbook.map(|workbook| (workbook, sheet)))
}

/// Returns an outcome with another handle to the file.
fn copy(outcome: &Outcome) -> Result<Option<(Workbook, File)>, ManifestError> {
    let (workbook, file) = outcome.as_ref().map_err(|rejection| rejection.clone())?;
    let mut file = file.try_clone()?;
    file.rewind()?;
    Ok(Some((workbook.clone(), file)))
}

/// Returns whether a file begins like a workbook: a ZIP archive, or an HTML page or XML in any encoding.
fn may_be_workbook(file: &File) -> io::Result<bool> {
    let mut start = [0; 64];
    let length = file.read_at(&mut start, 0)?;
    Ok(start.starts_with(b"PK") || start[..length].contains(&b'<'))
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    /// Returns a workbook with the sheets `A` and `B`.
    fn workbook() -> File {
        let sheet = |name: &str, value: &str| {
            format!(
                "<Worksheet ss:Name='{name}'><Table><Row><Cell><Data>{value}</Data></Cell></Row></Table></Worksheet>"
            )
        };
        let sheets = [sheet("A", "first"), sheet("B", "second")].concat();
        let mut file = tempfile::tempfile().unwrap();
        write!(
            file,
            "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' \
             xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'>{sheets}</Workbook>"
        )
        .unwrap();
        file.rewind().unwrap();
        file
    }

    fn lines_of(cache: &SheetCache, file: &mut File, sheet: &str) -> Result<String, ManifestError> {
        let decisions = Decisions { sheet: Some(sheet.to_owned()), ..Decisions::default() };
        let by = (ActorKey::new(1), &Cancellation::default());
        let (_, mut sheet) = cache.unpack(file, &std::env::temp_dir(), &decisions, by)?.unwrap();
        let mut lines = String::new();
        sheet.read_to_string(&mut lines)?;
        Ok(lines)
    }

    #[test]
    fn each_sheet_is_unpacked_once() {
        let (cache, mut file) = (SheetCache::default(), workbook());
        let first = lines_of(&cache, &mut file, "A").unwrap();
        assert_eq!(first, "first\n");
        // What remains still begins like a workbook, but isn't one.
        file.set_len(10).unwrap();
        assert_eq!(lines_of(&cache, &mut file, "A").unwrap(), first);
    }

    #[test]
    fn another_sheet_is_read_from_the_workbook() {
        let (cache, mut file) = (SheetCache::default(), workbook());
        lines_of(&cache, &mut file, "A").unwrap();
        assert_eq!(lines_of(&cache, &mut file, "B").unwrap(), "second\n");
    }

    #[test]
    fn all_sheets_share_the_cpu_time() {
        let (cache, mut file) = (SheetCache::default(), workbook());
        lines_of(&cache, &mut file, "A").unwrap();
        cache.0.lock().cpu_left = Duration::ZERO;
        assert!(matches!(lines_of(&cache, &mut file, "B"), Err(ManifestError::Rejected(_))));
    }
}
