//! Help: an overview, and what the statuses mean.

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

/// Shows the page.
pub(crate) async fn get(frame: Frame) -> Result<HttpResponse, Error> {
    let uploads = UploadStatus::VARIANTS
        .iter()
        .map(|&status| Term { status: status.into(), meaning: upload_meaning(status) })
        .collect();
    let customers = CustomerStatus::VARIANTS
        .iter()
        .map(|&status| Term { status: status.into(), meaning: customer_meaning(status) })
        .collect();
    respond::page(&HelpPage { frame, uploads, customers })
}

fn upload_meaning(status: UploadStatus) -> &'static str {
    match status {
        UploadStatus::InProgress => "We have your file and are checking its lines. You can leave the page.",
        UploadStatus::Completed => "All lines were uploaded.",
        UploadStatus::CompletedWithError => "Some lines were uploaded, but others failed.",
        UploadStatus::Error => "No lines were uploaded.",
    }
}

fn customer_meaning(status: CustomerStatus) -> &'static str {
    match status {
        CustomerStatus::Pending => {
            "You’ve added the customer, but they haven’t approved you yet. You can already upload devices."
        }
        CustomerStatus::Active => "The customer has approved you.",
        CustomerStatus::Inactive => {
            "The customer has removed you. You can’t upload devices until they add you again."
        }
    }
}
