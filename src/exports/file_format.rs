//! The formats in which tables can be downloaded.

use std::io;

use super::csv;
use super::download::{Download, Page};
use super::workbook::WorkbookWriter;
use crate::domain::csv_separator::CsvSeparator;

/// The format of a downloaded file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileFormat {
    /// CSV with this separator.
    Csv(CsvSeparator),
    /// An Excel workbook.
    Workbook,
}

impl FileFormat {
    /// Returns the extension of the file's name.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            FileFormat::Csv(_) => "csv",
            FileFormat::Workbook => "xlsx",
        }
    }

    /// Returns the content type.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            FileFormat::Csv(_) => "text/csv; charset=utf-8",
            FileFormat::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Returns whether the file is compressed already.
    pub(crate) fn is_compressed(self) -> bool {
        self == FileFormat::Workbook
    }
}

/// Formats a download, from the header to the last byte.
pub(crate) enum FileWriter {
    /// CSV with this separator.
    Csv(CsvSeparator),
    /// An Excel workbook.
    Workbook(Box<WorkbookWriter>),
}

impl FileWriter {
    /// Begins a file. Also returns its first bytes.
    pub(crate) fn begin(format: FileFormat, download: &Download) -> io::Result<(FileWriter, Vec<u8>)> {
        Ok(match format {
            FileFormat::Csv(separator) => {
                (FileWriter::Csv(separator), csv::header(separator, &download.columns))
            }
            FileFormat::Workbook => {
                let (writer, bytes) = WorkbookWriter::begin(download.title, &download.columns)?;
                (FileWriter::Workbook(Box::new(writer)), bytes)
            }
        })
    }

    /// Formats the rows of a page. The result may be empty, because a workbook is compressed.
    pub(crate) fn rows(&mut self, page: &Page) -> io::Result<Vec<u8>> {
        match self {
            FileWriter::Csv(separator) => Ok(csv::rows(*separator, page)),
            FileWriter::Workbook(workbook) => workbook.rows(page),
        }
    }

    /// Returns the last bytes of the file.
    pub(crate) fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            FileWriter::Csv(_) => Ok(Vec::new()),
            FileWriter::Workbook(workbook) => workbook.finish(),
        }
    }
}
