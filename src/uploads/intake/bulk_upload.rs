//! From a file for many customers to its uploads, all acknowledged at once.

use std::collections::HashMap;
use std::fs::File;

use super::check;
use super::incoming_file::Received;
use super::persist::{self, About};
use super::refusal::{self, Refused, Told, still_may};
use super::upload::{Accepted, Accepting};
use crate::domain::actor::{Actor, Permission, Scope};
use crate::domain::customer::CustomerStatus;
use crate::domain::manifest::bulk::{self, MOST_UPLOADS, Order};
use crate::domain::manifest::{Layout, Refusal, Rows};
use crate::domain::order::DateBounds;
use crate::domain::submission::SubmissionKind;
use crate::store::resellers::sold_to_codes;
use crate::store::submissions::{self, duplicate_files};
use crate::store::uploads::{self, NewUpload};
use crate::store::{self, Conn, activity, customers};
use crate::uploads::row_routing::{Customers, Named};
use crate::uploads::services::Services;
use crate::uploads::stored_file;

/// Rows that are one upload.
pub(crate) struct Group {
    pub customer: i64,
    pub order: Order,
    pub code: Option<String>,
    pub rows: i64,
}

/// What reading the file a second time decided.
pub(crate) struct Grouped {
    pub named: Named,
    pub groups: Vec<Group>,
}

/// Accepts a file for many customers and gives the number of the bulk action. Blocking: it reads the whole file.
/// The same form key with the same file gives the first bulk action again.
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
    let told = Told { kind, customer_id: "", file_name, bytes: received.bytes };
    let survey = refusal::survey(services, actor, &mut received, told)?;
    let Some(grouped) = group(services, scope, &received.file, &survey.layout)? else {
        let refusal = Refusal::TooManyUploads { limit: MOST_UPLOADS };
        return Err(refusal::file(services, actor, told, refusal.sentence())?);
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
        take(conn, services, actor, file, &grouped.groups)
    });
    services.wake.ring();
    match taken {
        Ok(submission) => {
            persist::log(new.kind, submission, new.rows_total);
            Ok(Accepted::Taken(submission))
        }
        // The same form came in twice at once; the other one was first.
        Err(Refused::Store(store::Error::Conflict)) => persist::first_of(services, actor, scope, &new)?
            .map(Accepted::Taken)
            .ok_or_else(persist::gone_again),
        Err(other) => Err(other),
    }
}

/// Reads every row for where it belongs: customers, orders and sold-to codes as they are now. None where there would
/// be too many uploads.
pub(crate) fn group(
    services: &Services,
    scope: Scope,
    source: &File,
    layout: &Layout,
) -> Result<Option<Grouped>, Refused> {
    let (customers, codes) = services.db.read(|conn| {
        Ok::<_, store::Error>((customers::ids(conn, scope)?, sold_to_codes::list(conn, scope)?))
    })?;
    let mut customers = Customers::new(customers);
    let codes: HashMap<String, String> = codes.into_iter().map(|code| (code.alias, code.code)).collect();
    let bounds = DateBounds::of_acceptance(services.clock.now().and_utc());
    let mut places: HashMap<(i64, Order), usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut rows = Rows::new(stored_file::buffered(source)?, layout)?;
    while let Some(row) = rows.next_row()? {
        let Ok(place) = bulk::place(layout, row, &bounds) else { continue };
        let Some((customer, CustomerStatus::Pending | CustomerStatus::Active)) =
            customers.named(&place.customer)
        else {
            continue;
        };
        let Ok(order) = place.order else { continue };
        let code = order.stc_alias.as_ref().map(|alias| codes.get(alias).cloned());
        if code == Some(None) {
            continue;
        }
        let at = *places.entry((customer, order.clone())).or_insert(groups.len());
        if at == groups.len() {
            if groups.len() == MOST_UPLOADS {
                return Ok(None);
            }
            groups.push(Group { customer, order, code: code.flatten(), rows: 0 });
        }
        groups[at].rows += 1;
    }
    groups.sort_by_key(|group| customers.rank(group.customer));
    let (named, inactive) = customers.into_named(|status| status == CustomerStatus::Inactive);
    Ok(Some(Grouped { named: Named { customers: named, inactive, last_day: bounds.last }, groups }))
}

/// The transaction that accepts. The permission is looked at again: it may have changed since the form.
pub(crate) fn take(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    file: Accepting<'_>,
    groups: &[Group],
) -> Result<i64, Refused> {
    let scope = still_may(conn, actor, Permission::UploadDevices)?;
    let at = services.clock.now();
    let submission = file.submission;
    submissions::any_accept(conn, submission, at)?;
    let made: Vec<NewUpload> = groups
        .iter()
        .zip(0..)
        .map(|(group, position)| NewUpload {
            submission_id: submission,
            position,
            customer_id: group.customer,
            stc: group.code.clone(),
            stc_alias: group.order.stc_alias.clone(),
            order_number: group.order.number.clone(),
            order_date: group.order.date,
            total: group.rows,
            accepted_at: at,
        })
        .collect();
    uploads::any_create_all(conn, &made)?;
    activity::write(
        conn,
        activity::Entry {
            at,
            person_id: Some(actor.person),
            reseller_id: Some(scope.reseller()),
            action: "bulk_upload.accepted",
            object: &SubmissionKind::BulkUpload.name(submission),
            detail: &format!("{} ({} rows, {} uploads)", file.file_name, file.rows, made.len()),
        },
    )?;
    Ok(submission)
}
