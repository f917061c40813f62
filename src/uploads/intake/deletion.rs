//! Accepts deletions of devices. A file or a selection is stored as a draft until the person confirms it. Then it is
//! processed like an upload.

use std::fs::File;

use chrono::Duration;
use serde_json as json;

use super::device_selection::{self, DeviceList};
use super::form::Form;
use super::incoming_file::ReceivedFile;
use super::persist::{self, SubmissionDetails};
use super::quota::{self, Demand};
use super::reading;
use super::rejection::{self, FileDescription, IntakeError, recheck_permission};
use crate::domain::activity::Activity;
use crate::domain::actor::{Actor, Permission, Scope};
use crate::domain::ids::{SubmissionId, UploadId};
use crate::domain::manifest::bulk::{self, MAX_UPLOADS};
use crate::domain::manifest::{
    self, Decisions, Layout, Limits, ListPurpose, ManifestError, NoContext, Rejection, Rows, Survey,
    SurveyRequest,
};
use crate::domain::order::DateBounds;
use crate::domain::quantity::{counted, number};
use crate::domain::submission::{Phase, SubmissionKind};
use crate::domain::word::Word;
use crate::fail_points::Step;
use crate::store::activity::{self, Personal};
use crate::store::devices::list::DeviceFilter;
use crate::store::submissions::drafts::{self, Draft};
use crate::store::{self, customers, devices, submissions};
use crate::uploads::row_routing::{CustomerIndex, NamedCustomers};
use crate::uploads::services::Services;
use crate::uploads::stored_file;

/// Period during which a draft can be confirmed.
pub(crate) const LIFETIME: Duration = Duration::hours(1);

/// The source of the devices to delete from a customer.
pub(crate) enum DeletionSource {
    /// Devices in a file. Holds the file and its name.
    File(ReceivedFile, String),
    /// Devices with these identifiers.
    Devices(Vec<String>),
    /// All devices from these uploads.
    Uploads(Vec<UploadId>),
    /// All devices that match a list's filter.
    Listed(DeviceFilter),
}

/// Stores the devices to delete from one customer as a draft, and returns the draft's token.
pub(crate) fn create_draft(
    services: &Services,
    actor: &Actor,
    customer_id: &str,
    source: DeletionSource,
) -> Result<String, IntakeError> {
    let kind = SubmissionKind::Deletion;
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    let customer =
        services.db.read(|conn| customers::find(conn, scope, customer_id)).map_err(IntakeError::not_found)?;
    quota::check_early(services, scope, Demand::Draft)?;
    let (list, uploads, summary) = match source {
        DeletionSource::File(mut received, file_name) => {
            let description = FileDescription {
                kind,
                is_check: false,
                customer_id,
                file_name: &file_name,
                bytes: received.bytes,
            };
            let form = Form::of_file(&file_name);
            let survey = reading::survey_file(services, actor, &mut received, description, &form)?;
            let details = SubmissionDetails {
                kind,
                customer: Some(customer.id),
                file_name: &file_name,
                form_key: None,
                fields: &[],
                groups: String::new(),
            };
            return store_draft(services, actor, scope, (&mut received, &survey), details, "");
        }
        DeletionSource::Devices(identifiers) => {
            let list = device_selection::list_from_identifiers(services, scope, customer.id, &identifiers)?;
            let summary = format!("{} selected", counted(list.devices, "device", "devices"));
            (list, String::new(), summary)
        }
        DeletionSource::Uploads(ids) => {
            let list = device_selection::list_from_uploads(services, scope, customer.id, &ids)?;
            let uploads =
                json::to_string(&ids).map_err(|error| store::Error::inconsistent(error.to_string()))?;
            let summary = device_selection::describe_uploads(list.devices, &ids);
            (list, uploads, summary)
        }
        DeletionSource::Listed(filter) => {
            let list = device_selection::list_matching(services, scope, customer.id, &filter)?;
            let summary = format!("All {} shown", counted(list.devices, "device", "devices"));
            (list, String::new(), summary)
        }
    };
    let DeviceList { mut received, devices } = list;
    if devices == 0 {
        let message = "The selected devices are no longer registered for this customer";
        return Err(IntakeError::field("", message));
    }
    let mut survey = survey_own_list(&mut received.file)?;
    survey.rows = devices as u64;
    let details = SubmissionDetails {
        kind,
        customer: Some(customer.id),
        file_name: "",
        form_key: None,
        fields: &[],
        groups: String::new(),
    };
    store_described_draft(services, actor, scope, (&mut received, &survey), details, &uploads, Some(summary))
}

/// Returns `Err` if the reseller's quota has no room for a deletion that is confirmed immediately. Without this check,
/// a program that retries would leave a new draft behind each time.
pub(crate) fn require_room(services: &Services, actor: &Actor) -> Result<(), IntakeError> {
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    quota::check_early(services, scope, Demand::Accepted)
}

/// Surveys a list that the portal created. No size limit applies to it.
fn survey_own_list(list: &mut File) -> Result<Survey, IntakeError> {
    let limits = Limits { max_bytes: u64::MAX, max_rows: u64::MAX, ..Limits::default() };
    let decisions = Decisions::identifiers_only();
    let request = SurveyRequest {
        purpose: ListPurpose::Deletion,
        decisions: &decisions,
        context: &NoContext,
        is_pasted: false,
    };
    match manifest::survey_list(list, &limits, &request) {
        Ok(survey) => Ok(survey),
        Err(ManifestError::Io(error)) => Err(error.into()),
        Err(ManifestError::Rejected(rejection)) => {
            Err(store::Error::inconsistent(rejection.sentence()).into())
        }
    }
}

/// Stores a file that lists devices of many customers as a draft, and returns the draft's token.
pub(crate) fn create_bulk_draft(
    services: &Services,
    actor: &Actor,
    mut received: ReceivedFile,
    file_name: &str,
) -> Result<String, IntakeError> {
    let kind = SubmissionKind::BulkDeletion;
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    quota::check_early(services, scope, Demand::Draft)?;
    let bytes = received.bytes;
    let description = FileDescription { kind, is_check: false, customer_id: "", file_name, bytes };
    let survey =
        reading::survey_file(services, actor, &mut received, description, &Form::of_file(file_name))?;
    let Some(named) = collect_customers(services, scope, &received.file, &survey.layout)? else {
        let rejection = Rejection::TooManyUploads { limit: MAX_UPLOADS };
        return Err(rejection::record_and_reject(services, actor, description, rejection.sentence())?);
    };
    let groups = json::to_string(&named).map_err(|error| store::Error::inconsistent(error.to_string()))?;
    let details = SubmissionDetails { kind, customer: None, file_name, form_key: None, fields: &[], groups };
    store_draft(services, actor, scope, (&mut received, &survey), details, "")
}

/// Returns the customers that a file names. Returns `None` if there are too many. Inactive customers are included,
/// because their devices can be deleted too.
fn collect_customers(
    services: &Services,
    scope: Scope,
    source: &File,
    layout: &Layout,
) -> Result<Option<NamedCustomers>, IntakeError> {
    let mut customers = CustomerIndex::new(services.db.read(|conn| customers::list_ids(conn, scope))?);
    let bounds = DateBounds::of_acceptance(services.clock.now().and_utc());
    let mut rows = Rows::new(stored_file::rewind_buffered(source)?, layout)?;
    while let Some(row) = rows.next_row()? {
        if let Ok(target) = bulk::destination(layout, row, &bounds) {
            customers.name(&target.customer);
        }
    }
    if customers.count() > MAX_UPLOADS {
        return Ok(None);
    }
    let (named, inactive) = customers.into_named(|_| false);
    Ok(Some(NamedCustomers { customers: named, inactive, last_day: bounds.last, one: None }))
}

fn store_draft(
    services: &Services,
    actor: &Actor,
    scope: Scope,
    file: (&mut ReceivedFile, &Survey),
    details: SubmissionDetails<'_>,
    uploads: &str,
) -> Result<String, IntakeError> {
    store_described_draft(services, actor, scope, file, details, uploads, None)
}

fn store_described_draft(
    services: &Services,
    actor: &Actor,
    scope: Scope,
    (received, survey): (&mut ReceivedFile, &Survey),
    details: SubmissionDetails<'_>,
    uploads: &str,
    summary: Option<String>,
) -> Result<String, IntakeError> {
    let mut new = persist::new_submission(services, actor, scope, received, survey, details)?;
    if let Some(summary) = summary {
        new.reading_description = summary;
    }
    let token = uuid::Uuid::new_v4().simple().to_string();
    persist::store_file(services, received, &new, |conn, submission| {
        let at = services.clock.now();
        quota::reserve(conn, services, scope, Demand::Draft)?;
        submissions::save_as_draft(conn, submission, at)?;
        drafts::create(conn, &token, submission, actor.key, uploads, "", at + LIFETIME)?;
        Ok(())
    })?;
    Ok(token)
}

/// Returns the actor's draft with this token. Returns [`IntakeError::NotFound`] if there is none or it has expired.
pub(crate) fn find(services: &Services, actor: &Actor, token: &str) -> Result<Draft, IntakeError> {
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    let at = services.clock.now();
    services.db.read(|conn| drafts::find(conn, scope, actor.key, token, at)).map_err(IntakeError::not_found)
}

/// Accepts a draft and returns the number of the deletion.
///
/// `typed` must be the number of devices in the draft, or the number of lines if the draft comes from a file.
/// Otherwise, returns [`IntakeError::Form`].
pub(crate) fn confirm(
    services: &Services,
    actor: &Actor,
    draft: &Draft,
    typed: &str,
) -> Result<SubmissionId, IntakeError> {
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    if draft.phase != Phase::Draft {
        // A second confirmation doesn't create a second deletion.
        return Ok(draft.submission);
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.parse() != Ok(draft.rows) {
        return Err(IntakeError::field("confirm", format!("Type {} to confirm", number(draft.rows))));
    }
    if let (Some(customer), false) = (draft.customer, draft.upload_ids.is_empty()) {
        let ids: Vec<UploadId> = json::from_str(&draft.upload_ids)
            .map_err(|error| store::Error::inconsistent(error.to_string()))?;
        let current = services.db.read(|conn| devices::count_of_uploads(conn, scope, customer, &ids))?;
        if current != draft.rows {
            let message = format!(
                "The selection has changed from {} to {}. Check it and confirm again.",
                number(draft.rows),
                counted(current, "device", "devices")
            );
            return Err(IntakeError::field("confirm", message));
        }
    }
    let kind = draft.kind;
    services.db.step(Step::Accept, |conn| {
        let scope = recheck_permission(conn, actor, Permission::DeleteDevices)?;
        quota::reserve(conn, services, scope, Demand::Accepted)?;
        let at = services.clock.now();
        submissions::accept(conn, draft.submission, at).map_err(IntakeError::not_found)?;
        let source = if draft.file_name.is_empty() { &draft.reading_description } else { &draft.file_name };
        let entry = activity::ActivityEntry {
            at,
            actor_key: actor.key,
            reseller_key: scope.reseller(),
            action: Activity::accepted(kind),
            object: &kind.name(draft.submission),
            detail: &counted(draft.rows, "row", "rows"),
            personal: Personal::text(source),
        };
        Ok::<_, IntakeError>(activity::write(conn, entry)?)
    })?;
    services.wake.ring();
    persist::log(kind.word(), draft.submission, draft.rows);
    Ok(draft.submission)
}
