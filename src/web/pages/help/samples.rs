//! Sample files for download.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use crate::http::Error;
use crate::web::page::assets;
use crate::web::urls;

/// File names and labels of the samples.
pub(crate) const SAMPLES: [(&str, &str); 4] = [
    ("device-list.csv", "A list without a header row"),
    ("with-header.csv", "Columns with a header row"),
    ("many-customers.csv", "One file for many customers"),
    ("with-mistakes.csv", "A file with mistakes, so you can see how we report them"),
];

/// A sample file as the page shows it.
pub(crate) struct SampleFile {
    /// The address.
    pub(crate) url: String,
    /// The label.
    pub(crate) label: &'static str,
}

impl SampleFile {
    /// Creates a sample from a file name and a label.
    pub(crate) fn new((name, label): (&'static str, &'static str)) -> SampleFile {
        SampleFile { url: urls::sample(name), label }
    }
}

/// Serves a sample file.
pub(crate) async fn get(name: web::Path<String>) -> Result<HttpResponse, Error> {
    let (file_name, _) =
        SAMPLES.into_iter().find(|(file_name, _)| *file_name == name.as_str()).ok_or(Error::NotFound)?;
    let bytes = assets::sample(file_name).ok_or(Error::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")))
        .body(bytes.into_owned()))
}
