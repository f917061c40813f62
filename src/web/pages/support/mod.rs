//! Support: the review queue, the search over all resellers, and the items they open. Resellers' data never changes
//! here.

pub mod errors_csv;
pub mod failed_rows_csv;
pub mod line;
pub mod note;
pub mod queue;
pub mod queue_query;
pub mod recorded_view;
pub mod requeue;
pub mod review;
pub mod search;
pub mod submission;
pub mod upload;
