//! The page of a device: its identifiers, the customer it is registered for and its history with this reseller.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDateTime;

use crate::domain::actor::Permission;
use crate::domain::device::DeviceEventKind;
use crate::domain::device::DeviceStatus;
use crate::domain::device_id;
use crate::domain::ids::UploadId;
use crate::http::{Error, State};
use crate::store::customers::CustomerRow;
use crate::store::devices::history::{DeviceHistory, EventRow, MAX_EVENTS, RemovedIdentifier};
use crate::store::devices::{self, DeviceRow};
use crate::store::uploads::UploadRow;
use crate::web::page::format::{Moment, Status, day, identifier};
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::parts::submission_line;
use crate::web::urls;

#[derive(Template)]
#[template(path = "devices/show.html")]
struct DevicePage {
    /// The identifier that names the device.
    name: String,
    identifiers: Vec<Identifier>,
    model: Option<String>,
    edition: Option<String>,
    now: Option<Registration>,
    may_delete: bool,
    events: Vec<Event>,
    /// Whether older events are left out.
    is_cut: bool,
    frame: Frame,
}

struct Identifier {
    label: &'static str,
    value: String,
    parts: Vec<String>,
    /// The address for removing it, if the person may.
    removal_url: Option<String>,
}

/// The current registration.
struct Registration {
    status: Status,
    company_name: String,
    customer_url: String,
    deletions_url: String,
    upload: UploadId,
    upload_url: String,
    uploaded: Moment,
    uploaded_by: String,
    order_number: Option<String>,
    order_date: Option<String>,
    stc_alias: Option<String>,
}

struct Event {
    /// Time of the event, UTC.
    time: NaiveDateTime,
    what: &'static str,
    at: Moment,
    /// Address and name.
    customer: Option<(String, String)>,
    /// The upload or deletion that caused the event, or the identifier that was removed.
    by_what: String,
    url: Option<String>,
    by: String,
}

/// Shows the page.
pub(crate) async fn get(
    state: web::Data<State>,
    frame: Frame,
    identifier: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let scope = frame.scope()?;
    let id = device_id::from_link(&identifier).ok_or(Error::NotFound)?;
    let history = state.read(move |conn| devices::history::find(conn, scope, id.as_str())).await?;
    respond::page(&view(frame, history))
}

fn view(frame: Frame, history: DeviceHistory) -> DevicePage {
    let DeviceHistory { device, now, events, removable, removed } = history;
    // Of events at the same time, a removal is the later one.
    let removals = removed.into_iter().map(|row| removal(row, &frame));
    let mut events: Vec<Event> = removals.chain(events.into_iter().map(|row| event(row, &frame))).collect();
    events.sort_by_key(|event| std::cmp::Reverse(event.time));
    let is_cut = events.len() as i64 > MAX_EVENTS;
    events.truncate(MAX_EVENTS as usize);
    let may_remove = now.is_some() && frame.may(Permission::UploadDevices);
    let removable = if may_remove { removable } else { Vec::new() };
    let name = device.identifiers().next().cloned().unwrap_or_default();
    DevicePage {
        name,
        identifiers: identifiers(&device, &removable),
        model: device.model,
        edition: device.edition,
        may_delete: now.is_some() && frame.may(Permission::DeleteDevices),
        now: now.map(|(customer, upload)| registration(customer, upload, &frame)),
        events,
        is_cut,
        frame,
    }
}

fn identifiers(device: &DeviceRow, removable: &[String]) -> Vec<Identifier> {
    let first = if device.imei2.is_some() { "IMEI 1" } else { "IMEI" };
    let labeled = [
        (first, &device.imei1),
        ("IMEI 2", &device.imei2),
        ("MEID", &device.meid),
        ("Serial number", &device.serial),
    ];
    let shown = |(label, value): (&'static str, &Option<String>)| {
        let value = value.clone()?;
        let removal_url = removable.contains(&value).then(|| urls::identifier_removal(&value));
        Some(Identifier { label, parts: identifier(&value), value, removal_url })
    };
    labeled.into_iter().filter_map(shown).collect()
}

fn registration(customer: CustomerRow, upload: UploadRow, frame: &Frame) -> Registration {
    Registration {
        status: DeviceStatus::of(customer.status).into(),
        company_name: customer.company_name,
        customer_url: urls::customer_devices(customer.customer_id),
        deletions_url: urls::deletions(customer.customer_id),
        upload: upload.id,
        upload_url: urls::upload_errors(upload.id),
        uploaded: frame.moment(upload.accepted_at),
        uploaded_by: upload.uploaded_by,
        order_number: upload.order_number,
        order_date: upload.order_date.map(day),
        stc_alias: upload.stc_alias,
    }
}

fn event(row: EventRow, frame: &Frame) -> Event {
    let (what, by_what, url) = match row.upload {
        Some(upload) if row.kind == DeviceEventKind::Registered => {
            ("Registered", format!("Upload {upload}"), Some(urls::upload_errors(upload)))
        }
        _ => {
            let kind = row.submission_kind;
            ("Deleted", kind.name(row.submission), Some(submission_line::url(kind, row.submission)))
        }
    };
    Event {
        what,
        time: row.at,
        at: frame.moment(row.at),
        customer: Some((urls::customer_devices(row.customer_id), row.company_name)),
        by_what,
        url,
        by: row.by,
    }
}

fn removal(row: RemovedIdentifier, frame: &Frame) -> Event {
    Event {
        what: "Identifier removed",
        time: row.at,
        at: frame.moment(row.at),
        customer: None,
        by_what: row.value,
        url: None,
        by: row.by,
    }
}
