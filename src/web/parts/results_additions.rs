//! Additions that some pages make to the results section.

use super::corrections::Link;
use super::repairs::repair_line;
use super::results::Results;
use super::results_line::OtherUpload;
use crate::domain::device_id::Repair;
use crate::domain::ids::{SubmissionId, UploadId};
use crate::domain::row_position::RowPosition;
use crate::domain::submission::SubmissionKind;
use crate::store::support::holders::ForeignHolder;
use crate::uploads::intake::undecided;
use crate::web::page::format::counted;
use crate::web::page::frame::Frame;
use crate::web::urls;

impl Results {
    /// Adds the repairs: their counts by kind, and the stored line numbers.
    pub(crate) fn with_repairs(self, counts: &[(Repair, i64)], lines: &[(Repair, i64)]) -> Results {
        let repairs = counts.iter().map(|(kind, count)| repair_line(*kind, *count, lines)).collect();
        Results { repairs, ..self }
    }

    /// Adds the devices by kind, in words.
    pub(crate) fn with_figures(self, figures: String) -> Results {
        Results { figures, ..self }
    }

    /// Adds the link to the page on which the lines can be corrected.
    pub(crate) fn with_correct_url(self, url: &str) -> Results {
        let words = format!("Correct {} here", counted(self.correctable, "line", "lines"));
        let correct = (self.correctable > 0).then(|| Link { words, url: urls::correct_lines(url) });
        Results { correct, ..self }
    }

    /// Offers to read the file of a submission in another way, if that may help and the person may do so.
    pub(crate) fn with_review(
        self,
        frame: &Frame,
        kind: SubmissionKind,
        id: SubmissionId,
        has_file: bool,
    ) -> Results {
        let is_offered = has_file
            && self.depends_on_reading
            && self.running.is_empty()
            && frame.may(undecided::permission(kind));
        Results { review_url: is_offered.then(|| urls::review_of(id)), ..self }
    }

    /// Adds the holders of devices that other resellers have registered.
    pub(crate) fn with_holders(
        mut self,
        holders: &[ForeignHolder],
        upload_url: fn(UploadId) -> String,
    ) -> Results {
        for holder in holders {
            let position = RowPosition { line: holder.line, slot: holder.slot };
            let mut all = self.lines.iter_mut().chain(&mut self.registered);
            if let Some(line) = all.find(|line| line.position == position) {
                line.holder = Some(format!(
                    "Held by {} ({}) for {} ({})",
                    holder.reseller_name, holder.reseller_id, holder.company_name, holder.customer_id
                ));
                line.collides_with = Some(OtherUpload { id: holder.upload, url: upload_url(holder.upload) });
            }
        }
        self
    }
}
