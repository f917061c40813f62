//! Deletion of devices. A file or a selection is stored as a draft until the person confirms it. Then it is processed
//! like an upload.

use std::fs::File;

use chrono::Duration;
use serde_json as json;

use super::device_selection::{self, List};
use super::incoming_file::Received;
use super::persist::{self, About};
use super::refusal::{self, Refused, Told, still_may};
use crate::domain::activity::Activity;
use crate::domain::actor::{Actor, Permission, Scope};
use crate::domain::manifest::bulk::{self, MAX_UPLOADS};
use crate::domain::manifest::{self, Layout, Limits, ManifestError, Refusal, Rows, Survey};
use crate::domain::order::DateBounds;
use crate::domain::quantity::{counted, number};
use crate::domain::submission::{Phase, SubmissionKind};
use crate::domain::word::Word;
use crate::fail_points::Step;
use crate::store::devices::list::DeviceFilter;
use crate::store::submissions::drafts::{self, Draft};
use crate::store::submissions::{self};
use crate::store::{self, activity, customers, devices};
use crate::uploads::row_routing::{CustomerIndex, NamedCustomers};
use crate::uploads::services::Services;
use crate::uploads::stored_file;

/// Time for which a draft waits for its confirmation.
pub const WAITS: Duration = Duration::hours(1);

/// The devices to delete from a customer.
pub enum Chosen {
    /// Devices of a file, with the file's name.
    File(Received, String),
    /// Devices with these identifiers.
    Devices(Vec<String>),
    /// Devices of whole uploads, by upload ID.
    Uploads(Vec<i64>),
    /// All devices that match the filter of a list.
    Listed(DeviceFilter),
}

/// Stores the devices to delete from one customer as a draft, and returns the draft's token.
pub fn draft(
    services: &Services,
    actor: &Actor,
    customer_id: &str,
    chosen: Chosen,
) -> Result<String, Refused> {
    let kind = SubmissionKind::Deletion;
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    let customer =
        services.db.read(|conn| customers::find(conn, scope, customer_id)).map_err(Refused::not_found)?;
    let (list, uploads, what) = match chosen {
        Chosen::File(mut received, file_name) => {
            let description = Told { kind, customer_id, file_name: &file_name, bytes: received.bytes };
            let survey = refusal::survey(services, actor, &mut received, description)?;
            let about = About {
                kind,
                customer: Some(customer.id),
                file_name: &file_name,
                form_key: None,
                fields: &[],
                groups: String::new(),
            };
            return keep(services, actor, scope, (&mut received, &survey), about, "");
        }
        Chosen::Devices(typed) => {
            let list = device_selection::of_devices(services, customer.id, &typed)?;
            let what = format!("{} selected", counted(list.devices, "device", "devices"));
            (list, String::new(), what)
        }
        Chosen::Uploads(ids) => {
            let list = device_selection::of_uploads(services, scope, customer.id, &ids)?;
            let uploads = json::to_string(&ids).map_err(|e| store::Error::broken(e.to_string()))?;
            let what = all_of_uploads(list.devices, &ids);
            (list, uploads, what)
        }
        Chosen::Listed(filter) => {
            let list = device_selection::of_list(services, scope, customer.id, &filter)?;
            let what = format!("All {} shown", counted(list.devices, "device", "devices"));
            (list, String::new(), what)
        }
    };
    let List { mut received, devices } = list;
    if devices == 0 {
        let sentence = "The selected devices are no longer registered for this customer";
        return Err(Refused::field("", sentence));
    }
    let mut survey = of_our_own(&mut received.file)?;
    survey.rows = devices as u64;
    let about = About {
        kind,
        customer: Some(customer.id),
        file_name: "",
        form_key: None,
        fields: &[],
        groups: String::new(),
    };
    keep_as(services, actor, scope, (&mut received, &survey), about, &uploads, Some(what))
}

/// Describes whole uploads: "All 13 devices from uploads 1000083 and 1000086".
fn all_of_uploads(devices: i64, uploads: &[i64]) -> String {
    let names: Vec<String> = uploads.iter().map(i64::to_string).collect();
    let from = match names.as_slice() {
        [one] => format!("upload {one}"),
        [first @ .., last] => format!("uploads {} and {last}", first.join(", ")),
        [] => String::new(),
    };
    match devices {
        1 => format!("The only device from {from}"),
        _ => format!("All {} from {from}", counted(devices, "device", "devices")),
    }
}

/// Surveys a list that the portal created. It isn't rejected for its size.
fn of_our_own(list: &mut File) -> Result<Survey, Refused> {
    let limits = Limits { max_bytes: u64::MAX, max_rows: u64::MAX, ..Limits::default() };
    match manifest::survey(list, &limits, manifest::ListPurpose::OneCustomer) {
        Ok(survey) => Ok(survey),
        Err(ManifestError::Io(error)) => Err(error.into()),
        Err(ManifestError::Refused(refusal)) => Err(store::Error::broken(refusal.sentence()).into()),
    }
}

/// Stores a file with devices of many customers as a draft, and returns the draft's token.
pub fn draft_bulk(
    services: &Services,
    actor: &Actor,
    mut received: Received,
    file_name: &str,
) -> Result<String, Refused> {
    let kind = SubmissionKind::BulkDeletion;
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    let description = Told { kind, customer_id: "", file_name, bytes: received.bytes };
    let survey = refusal::survey(services, actor, &mut received, description)?;
    let Some(named) = name_customers(services, scope, &received.file, &survey.layout)? else {
        let refusal = Refusal::TooManyUploads { limit: MAX_UPLOADS };
        return Err(refusal::file(services, actor, description, refusal.sentence())?);
    };
    let groups = json::to_string(&named).map_err(|e| store::Error::broken(e.to_string()))?;
    let about = About { kind, customer: None, file_name, form_key: None, fields: &[], groups };
    keep(services, actor, scope, (&mut received, &survey), about, "")
}

/// Returns the customers that a file names. Returns `None` if there are too many. Devices of inactive customers can be
/// deleted too.
fn name_customers(
    services: &Services,
    scope: Scope,
    source: &File,
    layout: &Layout,
) -> Result<Option<NamedCustomers>, Refused> {
    let mut customers = CustomerIndex::new(services.db.read(|conn| customers::ids(conn, scope))?);
    let bounds = DateBounds::of_acceptance(services.clock.now().and_utc());
    let mut rows = Rows::new(stored_file::buffered(source)?, layout)?;
    while let Some(row) = rows.next_row()? {
        if let Ok(place) = bulk::destination(layout, row, &bounds) {
            customers.name(&place.customer);
        }
    }
    if customers.count() > MAX_UPLOADS {
        return Ok(None);
    }
    let (named, inactive) = customers.into_named(|_| false);
    Ok(Some(NamedCustomers { customers: named, inactive, last_day: bounds.last }))
}

fn keep(
    services: &Services,
    actor: &Actor,
    scope: Scope,
    file: (&mut Received, &Survey),
    about: About<'_>,
    uploads: &str,
) -> Result<String, Refused> {
    keep_as(services, actor, scope, file, about, uploads, None)
}

fn keep_as(
    services: &Services,
    actor: &Actor,
    scope: Scope,
    (received, survey): (&mut Received, &Survey),
    about: About<'_>,
    uploads: &str,
    what: Option<String>,
) -> Result<String, Refused> {
    let mut new = persist::submission(services, actor, scope, received, survey, about)?;
    if let Some(what) = what {
        new.understood = what;
    }
    let token = uuid::Uuid::new_v4().simple().to_string();
    persist::write(services, received, &new, |conn, submission| {
        let at = services.clock.now();
        submissions::keep_as_draft(conn, submission, at)?;
        drafts::create(conn, &token, submission, actor.key, uploads, "", at + WAITS)?;
        Ok(())
    })?;
    Ok(token)
}

/// Returns a waiting draft of this person. Returns [`Refused::NotFound`] if it has expired.
pub fn find(services: &Services, actor: &Actor, token: &str) -> Result<Draft, Refused> {
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    let at = services.clock.now();
    services.db.read(|conn| drafts::find(conn, scope, actor.key, token, at)).map_err(Refused::not_found)
}

/// Accepts a draft and returns the number of the deletion.
///
/// `typed` must be its number of devices, or of lines for a file. Otherwise it returns [`Refused::Form`].
pub fn confirm(services: &Services, actor: &Actor, draft: &Draft, typed: &str) -> Result<i64, Refused> {
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    if draft.phase != Phase::Draft {
        // A second confirmation doesn't create a second deletion.
        return Ok(draft.submission);
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.parse() != Ok(draft.rows) {
        return Err(Refused::field("confirm", format!("Type {} to confirm", number(draft.rows))));
    }
    if let (Some(customer), false) = (draft.customer, draft.upload_ids.is_empty()) {
        let ids: Vec<i64> =
            json::from_str(&draft.upload_ids).map_err(|e| store::Error::broken(e.to_string()))?;
        let now = services.db.read(|conn| devices::count_of_uploads(conn, scope, customer, &ids))?;
        if now != draft.rows {
            let sentence = format!(
                "The selection has changed from {} to {}. Check it and confirm again.",
                number(draft.rows),
                counted(now, "device", "devices")
            );
            return Err(Refused::field("confirm", sentence));
        }
    }
    let kind = SubmissionKind::from_word(&draft.kind)
        .ok_or_else(|| store::Error::broken(format!("draft of unknown kind {}", draft.kind)))?;
    services.db.step(Step::Accept, |conn| {
        let scope = still_may(conn, actor, Permission::DeleteDevices)?;
        let at = services.clock.now();
        submissions::accept(conn, draft.submission, at).map_err(Refused::not_found)?;
        let what = if draft.file_name.is_empty() { &draft.understood } else { &draft.file_name };
        let entry = activity::Entry {
            at,
            actor_key: actor.key,
            reseller_key: Some(scope.reseller()),
            action: Activity::accepted(kind),
            object: &kind.name(draft.submission),
            detail: &format!("{what} ({})", counted(draft.rows, "row", "rows")),
        };
        Ok::<_, Refused>(activity::write(conn, entry)?)
    })?;
    services.wake.ring();
    persist::log(kind.word(), draft.submission, draft.rows);
    Ok(draft.submission)
}
