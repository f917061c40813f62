//! The sheets of a workbook, of which one is read.

use std::fs::File;
use std::io;

use super::limits::MAX_SHEET_NAMES;
use super::options::UnpackOptions;
use super::sheet::{LineBudget, SheetLines, SheetWriter};
use super::summary::SheetSummary;
use crate::domain::manifest::decision_rejection::DecisionRejection;
use crate::domain::manifest::question::Question;
use crate::domain::manifest::rejection::{ManifestError, Rejection};
use crate::domain::manifest::workbook_rejection::WorkbookRejection;

/// The sheet that is read.
pub(super) struct ReadSheet {
    pub(super) name: String,
    /// The file with its lines.
    pub(super) file: File,
    /// The column at which all lines begin.
    pub(super) left: usize,
    /// Number of cells that identify devices.
    pub(super) identifiers: u64,
    pub(super) summary: SheetSummary,
}

/// A sheet by its name.
pub(super) struct FoundSheet {
    pub(super) name: String,
    pub(super) is_visible: bool,
}

/// The sheets with data, of which the fullest is kept. A visible sheet with identifiers is kept before a hidden one.
pub(super) struct Sheets<'a> {
    options: UnpackOptions<'a>,
    budget: LineBudget,
    /// Name of the first visible sheet.
    first: Option<String>,
    /// Whether the workbook has the sheet that a person chose.
    has_decided: bool,
    /// Each sheet with its number of identifiers.
    found: Vec<(u64, FoundSheet)>,
    kept: Option<(FoundSheet, SheetLines, SheetSummary)>,
}

impl<'a> Sheets<'a> {
    /// Creates an empty list.
    pub(super) fn new(options: UnpackOptions<'a>) -> Sheets<'a> {
        let budget = LineBudget::new();
        Sheets { options, budget, first: None, has_decided: false, found: Vec::new(), kept: None }
    }

    /// Records a sheet, whether or not it has data.
    pub(super) fn record(&mut self, name: &str, is_visible: bool) {
        if is_visible {
            self.first.get_or_insert_with(|| name.to_owned());
        }
        self.has_decided |= self.options.sheet == Some(name);
    }

    /// Creates a writer for the lines of a sheet.
    pub(super) fn writer(&self) -> io::Result<SheetWriter<'a>> {
        SheetWriter::new(self.options, self.budget)
    }

    /// Adds a complete sheet. It is dropped if it has no data, or if another has more identifiers.
    pub(super) fn add(
        &mut self,
        sheet: FoundSheet,
        writer: SheetWriter<'_>,
        summary: SheetSummary,
    ) -> Result<(), ManifestError> {
        let Some(lines) = writer.finish()? else { return Ok(()) };
        self.budget = lines.budget;
        if !sheet.is_visible && lines.identifiers == 0 && self.options.sheet != Some(&sheet.name) {
            return Ok(());
        }
        let found = FoundSheet { name: sheet.name.clone(), is_visible: sheet.is_visible };
        self.found.push((lines.identifiers, found));
        let rank = |sheet: &FoundSheet, identifiers: u64| {
            (self.options.sheet == Some(&sheet.name), sheet.is_visible && identifiers > 0, identifiers)
        };
        let is_better = self
            .kept
            .as_ref()
            .is_none_or(|(kept, others, _)| rank(&sheet, lines.identifiers) > rank(kept, others.identifiers));
        if is_better {
            self.kept = Some((sheet, lines, summary));
        }
        Ok(())
    }

    /// Returns the sheet that a person chose, or else the only one with identifiers. Returns an empty sheet if that
    /// sheet has no data, or if no sheet has any. A hidden sheet with identifiers is only read if a person chose it.
    ///
    /// # Errors
    ///
    /// Returns a question if several sheets may be meant, the most plausible one first, or the rejection of an unknown
    /// sheet.
    pub(super) fn choose(mut self) -> Result<ReadSheet, ManifestError> {
        let decided = self.options.sheet;
        if let Some(name) = decided.filter(|_| !self.has_decided) {
            return Err(DecisionRejection::UnknownSheet { name: name.to_owned() }.into());
        }
        let kept = self.kept.filter(|(sheet, ..)| decided.is_none_or(|decided| decided == sheet.name));
        let Some((FoundSheet { name, .. }, mut lines, summary)) = kept else {
            let file = tempfile::tempfile_in(self.options.folder)?;
            let name = decided.map(str::to_owned).or(self.first).unwrap_or_default();
            let summary = SheetSummary::default();
            return Ok(ReadSheet { name, file, left: 0, identifiers: 0, summary });
        };
        if decided.is_none() {
            if lines.identifiers > 0 {
                self.found.retain(|(identifiers, _)| *identifiers > 0);
            }
            if self.found.len() > 1 || self.found.iter().any(|(_, sheet)| !sheet.is_visible) {
                self.found
                    .sort_by_key(|(identifiers, sheet)| std::cmp::Reverse((sheet.is_visible, *identifiers)));
                let names =
                    self.found.into_iter().map(|(_, sheet)| sheet.name).take(MAX_SHEET_NAMES).collect();
                return Err(Rejection::Undecided(vec![Question::Sheet { names }]).into());
            }
        }
        let merged = &summary.merged;
        if merged.count > merged.first.len() as u64 {
            return Err(WorkbookRejection::TooManyMergedCells(merged.first.len()).into());
        }
        lines.fill(&merged.first, self.options)?;
        Ok(ReadSheet { name, file: lines.file, left: lines.left, identifiers: lines.identifiers, summary })
    }
}
