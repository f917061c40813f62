use std::path::Path;
use std::time::Duration;

use super::limits::MAX_CPU_TIME;
use crate::domain::manifest::cancellation::Cancellation;

/// The options for unpacking a workbook.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnpackOptions<'a> {
    /// The folder for temporary files.
    pub(crate) folder: &'a Path,
    /// The flag that stops reading.
    pub(crate) cancellation: &'a Cancellation,
    /// Maximum CPU time for reading the workbook.
    pub(super) cpu_time: Duration,
    /// Name of the sheet that a person chose.
    pub(super) sheet: Option<&'a str>,
    /// Whether it was decided to leave out hidden rows.
    pub(super) leaves_out_hidden: bool,
}

impl<'a> UnpackOptions<'a> {
    /// Creates options with the usual limit on CPU time, and without decisions.
    pub(crate) fn new(folder: &'a Path, cancellation: &'a Cancellation) -> UnpackOptions<'a> {
        let cpu_time = MAX_CPU_TIME;
        UnpackOptions { folder, cancellation, cpu_time, sheet: None, leaves_out_hidden: false }
    }

    /// Sets the decisions: the sheet's name, and whether hidden rows are read. `None` means undecided.
    pub(crate) fn with_decisions(
        self,
        sheet: Option<&'a str>,
        include_hidden: Option<bool>,
    ) -> UnpackOptions<'a> {
        UnpackOptions { sheet, leaves_out_hidden: include_hidden == Some(false), ..self }
    }

    /// Sets the maximum CPU time for reading the workbook.
    pub(crate) fn with_cpu_time(self, cpu_time: Duration) -> UnpackOptions<'a> {
        UnpackOptions { cpu_time, ..self }
    }
}
