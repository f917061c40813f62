//! Copies the order number, the order date and the sold-to code to a correction from the upload that it corrects.

use chrono::NaiveDate;

use super::form::{self, Fields, Form};
use super::rejection::IntakeError;
use crate::domain::actor::{Actor, Scope};
use crate::domain::ids::{CustomerKey, SubmissionId};
use crate::store::submissions::{NewSubmission, checks};
use crate::store::{self, Conn, uploads};
use crate::uploads::check_record::planned_uploads;
use crate::uploads::services::Services;

/// The order and the sold-to code of an upload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct OrderData {
    number: Option<String>,
    date: Option<NaiveDate>,
    stc_alias: Option<String>,
}

/// Fills the fields that neither the form nor the file has from the upload that the file corrects, and says so in the
/// submission's note. Changes nothing if the file isn't a correction.
pub(super) fn complete(
    services: &Services,
    actor: &Actor,
    new: &mut NewSubmission,
    form: &mut Form,
    fields: Fields,
) -> Result<Fields, IntakeError> {
    let (Some(corrected), Some(customer), Some(scope)) =
        (new.correction_of, new.customer_key, actor.reseller_scope())
    else {
        return Ok(fields);
    };
    let Some(order) = services.db.read(|conn| find(conn, services, scope, corrected, customer))? else {
        return Ok(fields);
    };
    let mut completed = form.clone();
    let mut taken = Vec::new();
    let mut take = |field: &mut String, is_known: bool, value: Option<(String, String)>| {
        if let Some((value, words)) = value.filter(|_| !is_known) {
            *field = value;
            taken.push(words);
        }
    };
    let number = order.number.map(|number| (number.clone(), format!("order number {number}")));
    take(&mut completed.order_number, fields.order_number.is_some(), number);
    let date = order.date.map(|date| (date.to_string(), format!("order date {}", date.format("%-d %b %Y"))));
    take(&mut completed.order_date, fields.order_date.is_some(), date);
    let code = order.stc_alias.map(|alias| (alias.clone(), format!("sold-to code {alias}")));
    take(&mut completed.sold_to_code, fields.sold_to_code.is_some(), code);
    let words = match taken.as_slice() {
        [] => return Ok(fields),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    };
    // The sold-to code may have been deleted since.
    let Ok(taken_over) = services.db.read(|conn| form::validate(conn, services, scope, actor, &completed))?
    else {
        return Ok(fields);
    };
    *form = completed;
    let (verb, empty) = if taken.len() == 1 { ("was", "the field was") } else { ("were", "the fields were") };
    let sentence =
        format!("{} {verb} copied from the earlier upload, because {empty} empty.", capital(&words));
    new.correction_note = [new.correction_note.as_str(), &sentence].join(" ").trim().to_owned();
    Ok(fields.or(taken_over))
}

/// Returns the order of the customer's only upload in a submission or a check. Returns `None` if there is no such
/// upload, or if the customer has several with different orders.
fn find(
    conn: &mut Conn,
    services: &Services,
    scope: Scope,
    submission: SubmissionId,
    customer: CustomerKey,
) -> Result<Option<OrderData>, store::Error> {
    let mut orders: Vec<OrderData> = match checks::find(conn, scope, submission, services.clock.now()) {
        Ok(check) => planned_uploads(&check)?
            .into_iter()
            .filter(|upload| upload.customer == customer)
            .map(|upload| OrderData {
                number: upload.order_number,
                date: upload.order_date,
                stc_alias: upload.stc_alias,
            })
            .collect(),
        Err(store::Error::NotFound) => uploads::list_destinations(conn, submission)?
            .into_iter()
            .filter(|upload| upload.customer == customer)
            .map(|upload| OrderData {
                number: upload.order_number,
                date: upload.order_date,
                stc_alias: upload.stc_alias,
            })
            .collect(),
        Err(error) => return Err(error),
    };
    orders.dedup();
    Ok(if orders.len() == 1 { orders.pop() } else { None })
}

fn capital(words: &str) -> String {
    let mut rest = words.chars();
    rest.next().map_or(String::new(), |first| first.to_uppercase().chain(rest).collect())
}
