//! Device files: from bytes to rows.
//!
//! [`survey`] reads a whole file once in constant memory. It determines the encoding, separator, header and columns,
//! and whether the file is rejected. The resulting [`Layout`] is stored with the file. [`Rows`] uses it from then on to
//! read from the start or from the offset of any row, so that no decision is made twice.

pub mod bulk;
mod cancellation;
mod column;
mod column_choice;
mod context;
mod decision_rejection;
mod decision_text;
mod decisions;
pub mod devices;
mod encoding;
mod file_kind;
mod identified_row;
mod label_lines;
mod layout;
mod limits;
mod lines;
mod names;
mod probe;
mod purpose;
mod question;
mod question_parts;
mod rejection;
pub(crate) mod remembered;
mod row;
mod row_holds;
mod row_rules;
mod rows;
mod separator;
pub mod single;
mod skipped;
mod split;
mod survey;
mod survey_request;
#[cfg(test)]
mod tests;
mod text;
mod traced;
mod value_kind;
mod word_line;
mod workbook;
mod workbook_rejection;

pub(crate) use cancellation::{CancellableSource, Cancellation};
pub(crate) use column::{Column, IdentifierColumn};
pub(crate) use column_choice::ColumnChoice;
pub use context::{ListContext, NoContext};
pub use decision_rejection::DecisionRejection;
pub(crate) use decision_text::{DecidedBy, decision_text};
pub use decisions::Decisions;
pub(crate) use decisions::{CustomerAbove, OrderColumns};
pub(crate) use encoding::Encoding;
pub(crate) use layout::Layout;
pub use limits::Limits;
pub use purpose::ListPurpose;
pub use question::Question;
pub(crate) use question_parts::{ColumnLabel, OrderDoubt};
pub use rejection::{ManifestError, Rejection};
pub use remembered::RememberedLayout;
pub(crate) use row::Row;
pub(crate) use row_holds::RowHolds;
pub use rows::Rows;
pub(crate) use separator::Separator;
pub(crate) use single::original_cells;
pub(crate) use survey::{Examination, ExaminedColumn, FurtherUse, examine_list, examine_sheet};
pub use survey::{Survey, survey, survey_list, survey_sheet};
pub use survey_request::SurveyRequest;
pub(crate) use traced::{TracedId, trace};
pub(crate) use value_kind::{ValueKind, ValueKinds, tally};
pub(crate) use workbook::{CpuTimer, MAX_CPU_TIME, UnpackOptions, unpack_with};
pub use workbook::{Workbook, unpack};
