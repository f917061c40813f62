//! Reads OpenDocument spreadsheets (OASIS ODF 1.3, part 3, chapters 9 and 19).

mod attributes;
mod cell;
mod content;
mod table;

use super::archive::{Archive, PartRole};
use super::options::UnpackOptions;
use super::sheets::ReadSheet;
use crate::domain::manifest::file_kind;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook_rejection::{DAMAGED_ODS, WorkbookRejection};
use crate::domain::order::Calendar;

/// Reads the visible sheet with the devices. Returns it and the workbook's calendar.
pub(super) fn read(
    archive: &mut Archive<'_>,
    options: UnpackOptions<'_>,
) -> Result<(ReadSheet, Calendar), ManifestError> {
    // If the manifest isn't text, reading the content fails later.
    if archive.text("META-INF/manifest.xml").contains("encryption-data") {
        return Err(WorkbookRejection::Password.into());
    }
    let xml = archive.xml("content.xml", PartRole::Sheet, file_kind::ODS).ok_or(DAMAGED_ODS)?;
    content::read(xml, options)
}
