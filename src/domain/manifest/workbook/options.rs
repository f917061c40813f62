use std::path::Path;

use crate::domain::manifest::cancellation::Cancellation;

/// How a workbook is unpacked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnpackOptions<'a> {
    /// The folder of temporary files.
    pub(crate) folder: &'a Path,
    /// Stops reading.
    pub(crate) cancellation: &'a Cancellation,
}
