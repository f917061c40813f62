use crate::domain::manifest::layout::Layout;

/// The result of reading a whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// The layout with which the rows are read from now on.
    pub layout: Layout,
    /// Number of devices in the rows.
    pub rows: u64,
}
