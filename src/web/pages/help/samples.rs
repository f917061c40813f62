//! Sample files to download.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use crate::http::Error;
use crate::web::page::assets;
use crate::web::urls;

/// Names and labels of the samples.
pub const SAMPLES: [(&str, &str); 4] = [
    ("device-list.csv", "A list without a header"),
    ("with-header.csv", "Columns with a header"),
    ("many-customers.csv", "One file for many customers"),
    ("with-mistakes.csv", "A file with mistakes, to see how they are reported"),
];

/// A sample as the page shows it.
pub struct Sample {
    /// Where it is.
    pub url: String,
    /// What it is.
    pub label: &'static str,
}

impl Sample {
    /// The sample of a name and a label.
    pub fn new((name, label): (&'static str, &'static str)) -> Sample {
        Sample { url: urls::sample(name), label }
    }
}

/// One sample.
pub async fn get(name: web::Path<String>) -> Result<HttpResponse, Error> {
    let known = SAMPLES.into_iter().find(|(known, _)| *known == name.as_str()).ok_or(Error::NotFound)?;
    let bytes = assets::sample(known.0).ok_or(Error::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", known.0)))
        .body(bytes.into_owned()))
}
