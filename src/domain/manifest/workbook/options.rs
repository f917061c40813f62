use std::path::Path;
use std::time::Duration;

use super::limits::MAX_CPU_TIME;
use crate::domain::manifest::cancellation::Cancellation;

/// The options for unpacking a workbook.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnpackOptions<'a> {
    /// The folder of temporary files.
    pub(crate) folder: &'a Path,
    /// Stops reading.
    pub(crate) cancellation: &'a Cancellation,
    /// Maximum CPU time for reading the workbook.
    pub(super) cpu_time: Duration,
}

impl<'a> UnpackOptions<'a> {
    /// Creates options with the usual limit on CPU time.
    pub(crate) fn new(folder: &'a Path, cancellation: &'a Cancellation) -> UnpackOptions<'a> {
        UnpackOptions { folder, cancellation, cpu_time: MAX_CPU_TIME }
    }
}
