//! A person's lists that wait for a decision. Pages show them so that the person can get back to them.

use chrono::NaiveDateTime;

use crate::domain::actor::Actor;
use crate::domain::ids::CustomerKey;
use crate::domain::submission::SubmissionKind;
use crate::store::customers;
use crate::store::undecided_lists::{self, WaitingList};
use crate::store::{Conn, Error};
use crate::uploads::intake::undecided::permission;
use crate::web::page::format::Moment;
use crate::web::page::frame::Frame;
use crate::web::urls;

/// A list, as a line.
pub(crate) struct WaitingListLine {
    pub(crate) file_name: String,
    /// What it is for: "Upload to Aster Logistics GmbH".
    pub(crate) purpose: String,
    /// When the file expires.
    pub(crate) ends: Moment,
    /// The address of its page.
    pub(crate) url: String,
}

/// The lists that a page shows, with what they are for.
#[derive(Default)]
pub(crate) struct WaitingLists(Vec<(WaitingList, String)>);

/// Loads a person's lists for one customer that the person may continue with.
pub(crate) fn load_of_customer(
    conn: &mut Conn,
    actor: &Actor,
    customer: CustomerKey,
    at: NaiveDateTime,
) -> Result<WaitingLists, Error> {
    let WaitingLists(mut lists) = load(conn, actor, at)?;
    lists.retain(|(list, _)| list.customer == Some(customer));
    Ok(WaitingLists(lists))
}

/// Loads the lists that a person may continue with.
pub(crate) fn load(conn: &mut Conn, actor: &Actor, at: NaiveDateTime) -> Result<WaitingLists, Error> {
    let Some(scope) = actor.reseller_scope() else { return Ok(WaitingLists::default()) };
    let mut lists = undecided_lists::list(conn, scope, actor.key, at)?;
    lists.retain(|list| actor.may(permission(list.kind)));
    let mut described = Vec::new();
    for list in lists {
        let purpose = match (list.kind, list.customer) {
            (SubmissionKind::Upload, Some(key)) => {
                format!("Upload to {}", customers::find_by_key(conn, scope, key)?.company_name)
            }
            (SubmissionKind::Deletion, Some(key)) => {
                format!("Deletion from {}", customers::find_by_key(conn, scope, key)?.company_name)
            }
            (kind, _) if kind.is_deletion() => "Bulk deletion".to_owned(),
            _ => "Bulk upload".to_owned(),
        };
        described.push((list, purpose));
    }
    Ok(WaitingLists(described))
}

impl WaitingLists {
    /// Returns the lines, the newest first.
    pub(crate) fn lines(self, frame: &Frame) -> Vec<WaitingListLine> {
        let line = |(list, purpose): (WaitingList, String)| WaitingListLine {
            url: urls::undecided_list(&list.token),
            ends: frame.moment(list.expires_at),
            file_name: list.file_name,
            purpose,
        };
        self.0.into_iter().map(line).collect()
    }
}
