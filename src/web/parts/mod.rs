//! Parts that several pages share.

pub mod corrections;
pub mod pending_checks;
pub mod repairs;
pub mod results;
pub mod results_query;
pub mod submission_line;
pub mod upload_facts;
