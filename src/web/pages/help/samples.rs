//! Sample files for download.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::lists::LISTS;
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

/// Serves a sample file, or a list from the examples.
pub(crate) async fn get(name: web::Path<String>) -> Result<HttpResponse, Error> {
    let example = LISTS.iter().find(|example| example.name == name.as_str());
    let (content_type, bytes) = match example {
        // The encoding isn't announced, as in an ordinary file.
        Some(example) => ("application/octet-stream", Some(example.bytes())),
        None => {
            let sample = SAMPLES.iter().find(|(file_name, _)| *file_name == name.as_str());
            ("text/csv; charset=utf-8", sample.and_then(|(file_name, _)| assets::sample(file_name)))
        }
    };
    let bytes = bytes.ok_or(Error::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(bytes.into_owned()))
}
