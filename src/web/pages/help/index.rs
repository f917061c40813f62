//! Help: where to read what, and what the statuses mean.

use actix_web::HttpResponse;
use askama::Template;
use strum::VariantArray;

use crate::domain::customer::CustomerStatus;
use crate::domain::upload::UploadStatus;
use crate::http::Error;
use crate::web::page::format::Status;
use crate::web::page::frame::Frame;
use crate::web::page::respond;

#[derive(Template)]
#[template(path = "help/index.html")]
struct HelpPage {
    frame: Frame,
    uploads: Vec<Term>,
    customers: Vec<Term>,
}

struct Term {
    status: Status,
    meaning: &'static str,
}

/// The page.
pub async fn get(frame: Frame) -> Result<HttpResponse, Error> {
    let uploads = UploadStatus::VARIANTS
        .iter()
        .map(|&status| Term { status: status.into(), meaning: of_upload(status) })
        .collect();
    let customers = CustomerStatus::VARIANTS
        .iter()
        .map(|&status| Term { status: status.into(), meaning: of_customer(status) })
        .collect();
    respond::page(&HelpPage { frame, uploads, customers })
}

fn of_upload(status: UploadStatus) -> &'static str {
    match status {
        UploadStatus::InProgress => {
            "The file is here and its lines are being checked. You can leave the page."
        }
        UploadStatus::Completed => "Every line was registered.",
        UploadStatus::CompletedWithError => "Some lines were registered, others failed.",
        UploadStatus::Error => "No line was registered.",
    }
}

fn of_customer(status: CustomerStatus) -> &'static str {
    match status {
        CustomerStatus::Pending => "You added the customer; nothing is approved yet. Uploads are accepted.",
        CustomerStatus::Active => "The customer approved you.",
        CustomerStatus::Inactive => "The customer removed you. Uploads are refused until it adds you again.",
    }
}
