//! Accepting a bulk upload, a file for many customers. All of its uploads are acknowledged at once.

use super::check;
use super::commit::{self, Accepted, Accepting};
use super::grouping::group;
use super::incoming_file::Received;
use super::persist::{self, About};
use super::refusal::{self, Refused, Told};
use crate::domain::actor::Actor;
use crate::domain::manifest::Refusal;
use crate::domain::manifest::bulk::MAX_UPLOADS;
use crate::domain::submission::SubmissionKind;
use crate::store::submissions::duplicate_files;
use crate::store::{self, Conn};
use crate::uploads::services::Services;

/// Accepts a bulk upload and returns its number. It blocks, because it reads the whole file.
///
/// The same form key with the same file returns the first bulk upload again.
pub fn accept(
    services: &Services,
    actor: &Actor,
    mut received: Received,
    file_name: &str,
    form_key: Option<&str>,
    asks_if_known: bool,
) -> Result<Accepted, Refused> {
    let kind = SubmissionKind::BulkUpload;
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    let description = Told { kind, customer_id: "", file_name, bytes: received.bytes };
    let survey = refusal::survey(services, actor, &mut received, description)?;
    let Some(grouped) = group(services, scope, &received.file, &survey.layout)? else {
        let refusal = Refusal::TooManyUploads { limit: MAX_UPLOADS };
        return Err(refusal::file(services, actor, description, refusal.sentence())?);
    };
    let groups = serde_json::to_string(&grouped.named).map_err(|e| store::Error::broken(e.to_string()))?;
    let about = About { kind, customer: None, file_name, form_key, fields: &[], groups };
    let new = persist::submission(services, actor, scope, &received, &survey, about)?;
    if let Some(first) = persist::first_of(services, actor, scope, &new)? {
        return Ok(Accepted::Taken(first));
    }
    let known = |conn: &mut Conn| duplicate_files::find(conn, scope, None, &received.sha256);
    if asks_if_known && services.db.read(known)?.is_some() {
        return check::keep_many(services, actor, new, received, grouped).map(Accepted::Known);
    }
    let taken = persist::write(services, &mut received, &new, |conn, submission| {
        let file = Accepting { submission, file_name: &new.file_name, rows: new.rows_total };
        commit::bulk_upload(conn, services, actor, file, &grouped.groups)
    });
    services.wake.ring();
    match taken {
        Ok(submission) => {
            persist::log(new.kind, submission, new.rows_total);
            Ok(Accepted::Taken(submission))
        }
        // The same form arrived twice at once, and the other request was first.
        Err(Refused::Store(store::Error::Conflict)) => persist::first_of(services, actor, scope, &new)?
            .map(Accepted::Taken)
            .ok_or_else(persist::gone_again),
        Err(other) => Err(other),
    }
}
