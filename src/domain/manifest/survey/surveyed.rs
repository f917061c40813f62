use crate::domain::manifest::layout::Layout;

/// The result of reading a whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// The layout for reading the rows from now on.
    pub layout: Layout,
    /// Number of devices that the rows name.
    pub rows: u64,
}
