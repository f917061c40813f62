//! The help page on preparing a device file, with samples.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::examples::{self, Example};
use super::lists::{LISTS, ListExample};
use super::samples::{SAMPLES, SampleFile};
use crate::http::{Error, State};
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::pages::customers::uploads::new::limits;

#[derive(Template)]
#[template(path = "help/device_files.html")]
struct DeviceFilesPage {
    frame: Frame,
    limits: String,
    lists: &'static [ListExample],
    samples: Vec<SampleFile>,
    examples: Vec<Example>,
    corrected: [(&'static str, &'static str, &'static str); 9],
}

/// Shows the page.
pub(crate) async fn get(state: web::Data<State>, frame: Frame) -> Result<HttpResponse, Error> {
    respond::page(&DeviceFilesPage {
        frame,
        limits: limits(&state),
        lists: &LISTS,
        samples: SAMPLES.map(SampleFile::new).into(),
        examples: examples::of_identifiers(),
        corrected: examples::CORRECTED_EXAMPLES,
    })
}
