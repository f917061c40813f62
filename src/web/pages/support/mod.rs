//! Support: the review queue, the search over all resellers, and the items they open. Resellers' data never changes
//! here.

pub(crate) mod failed_rows_csv;
pub(crate) mod line;
pub(crate) mod note;
pub(crate) mod queue;
pub mod queue_query;
pub(crate) mod recorded_view;
pub(crate) mod requeue;
pub(crate) mod review;
pub(crate) mod search;
pub(crate) mod submission;
pub(crate) mod upload;
