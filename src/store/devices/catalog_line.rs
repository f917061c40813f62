//! A line from a catalog file, and the outcome of importing it.

/// A line from a catalog file, with its identifiers in canonical form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CatalogLine {
    /// Line number in the file, starting at 1.
    pub(crate) line: u64,
    pub(crate) imei1: Option<String>,
    pub(crate) imei2: Option<String>,
    pub(crate) meid: Option<String>,
    pub(crate) serial: Option<String>,
    pub(crate) model: Option<String>,
    /// `None` for an ordinary device.
    pub(crate) edition: Option<String>,
}

impl CatalogLine {
    /// Returns all identifiers on the line.
    pub(crate) fn identifiers(&self) -> impl Iterator<Item = &String> {
        [&self.imei1, &self.imei2, &self.meid, &self.serial].into_iter().flatten()
    }
}

/// The outcome of importing a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineOutcome {
    /// A new device was added.
    Added {
        /// Whether a reported device lost an identifier to it.
        has_corrected: bool,
    },
    /// A device that was known only from an upload was completed.
    Completed {
        /// Whether this or another reported device lost an identifier.
        has_corrected: bool,
    },
    /// The catalog already has this device with the same values.
    Unchanged,
    /// The line was rejected because its identifiers belong to different devices.
    JoinsTwo,
    /// The line was rejected because it contradicts the catalog.
    Contradicts,
}
