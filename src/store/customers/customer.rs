//! Customers: customer accounts from one reseller's point of view.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::activity::Activity;
use crate::domain::actor::Scope;
use crate::domain::customer::{AccountKind, CustomerStatus, fold};
use crate::domain::ids::{AccountKey, CustomerId, CustomerKey};
use crate::domain::word::Word;
use crate::store::activity::Author;
use crate::store::db::connection::on_each;
use crate::store::db::stable_filters::is_within;
use crate::store::schema::{accounts, customers};
use crate::store::{Conn, Error};

/// A row on the Customers page.
#[derive(Queryable, Clone, Debug)]
pub struct CustomerRow {
    pub(crate) id: CustomerKey,
    /// Customer or MSP ID.
    pub(crate) customer_id: CustomerId,
    /// Whether the account is a customer or an MSP.
    pub(crate) kind: AccountKind,
    pub(crate) company_name: String,
    /// Country, as shown on pages.
    pub(crate) country: String,
    /// The reseller's internal reference. May be empty.
    pub(crate) reference: String,
    /// The customer's status with this reseller.
    pub(crate) status: CustomerStatus,
    /// Number of accepted uploads.
    pub(crate) uploads: i64,
    /// Number of devices that are currently registered.
    pub(crate) devices: i64,
    /// Time of the latest accepted upload, UTC.
    pub(crate) last_uploaded: Option<NaiveDateTime>,
    /// Time at which the reseller added the account, UTC.
    pub(crate) created_at: NaiveDateTime,
}

/// The outcome of adding a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AddOutcome {
    /// The customer was added. Holds its key.
    Added(CustomerKey),
    /// No account has this ID.
    UnknownAccount,
    /// The reseller already has this customer.
    AlreadyAdded,
}

macro_rules! columns {
    () => {
        (
            customers::id,
            accounts::customer_id,
            accounts::kind,
            accounts::company_name,
            accounts::country,
            customers::reference,
            customers::status,
            customers::uploads,
            customers::devices,
            customers::last_uploaded_at,
            customers::created_at,
        )
    };
}
pub(crate) use columns;

/// Returns the customer with this customer or MSP ID. Returns [`Error::NotFound`] if the reseller doesn't have it.
pub(crate) fn find(conn: &mut Conn, scope: Scope, customer_id: &str) -> Result<CustomerRow, Error> {
    Ok(on_each!(conn, |c| customers::table
        .inner_join(accounts::table)
        .filter(is_within(customers::reseller_key, scope))
        .filter(accounts::customer_id.eq(customer_id))
        .select(columns!())
        .first(c))?)
}

/// Returns the customer with this key. Returns [`Error::NotFound`] if the reseller doesn't have it.
pub(crate) fn find_by_key(conn: &mut Conn, scope: Scope, id: CustomerKey) -> Result<CustomerRow, Error> {
    Ok(on_each!(conn, |c| customers::table
        .inner_join(accounts::table)
        .filter(is_within(customers::reseller_key, scope))
        .filter(customers::id.eq(id))
        .select(columns!())
        .first(c))?)
}

/// Adds the account with this customer or MSP ID to the reseller's customers.
pub(crate) fn add(
    conn: &mut Conn,
    scope: Scope,
    by: Author,
    customer_id: &str,
    reference: &str,
) -> Result<AddOutcome, Error> {
    let account: Option<(AccountKey, String)> = accounts::table
        .filter(accounts::customer_id.eq(customer_id))
        .select((accounts::id, accounts::company_name))
        .first(conn)
        .optional()?;
    let Some((account, name)) = account else { return Ok(AddOutcome::UnknownAccount) };
    let new = (
        customers::reseller_key.eq(scope.reseller().ok_or(Error::NotFound)?),
        customers::account_key.eq(account),
        customers::reference.eq(reference),
        customers::status.eq(CustomerStatus::Pending),
        customers::folded_name.eq(fold(&name)),
        customers::folded.eq(search_text(&name, reference, customer_id)),
        customers::created_at.eq(by.at),
    );
    // Relies on the unique key instead of a lookup, because a colleague may add the same customer at the same time.
    let id: Option<CustomerKey> = on_each!(conn, |c| diesel::insert_into(customers::table)
        .values(new)
        .on_conflict_do_nothing()
        .returning(customers::id)
        .get_result(c)
        .optional())?;
    let Some(id) = id else { return Ok(AddOutcome::AlreadyAdded) };
    by.log(conn, scope, Activity::CustomerAdded, customer_id, ("", reference))?;
    Ok(AddOutcome::Added(id))
}

/// Changes the reseller's internal reference for a customer.
pub(crate) fn set_reference(
    conn: &mut Conn,
    scope: Scope,
    by: Author,
    customer_id: &str,
    reference: &str,
) -> Result<(), Error> {
    let found = find(conn, scope, customer_id)?;
    diesel::update(customers::table.find(found.id))
        .set((
            customers::reference.eq(reference),
            customers::folded.eq(search_text(&found.company_name, reference, customer_id)),
        ))
        .execute(conn)?;
    by.log(conn, scope, Activity::CustomerReferenceChanged, customer_id, ("", reference))
}

/// Changes a customer's status with the reseller.
pub(crate) fn set_status(
    conn: &mut Conn,
    scope: Scope,
    by: Author,
    customer_id: &str,
    status: CustomerStatus,
) -> Result<(), Error> {
    let found = find(conn, scope, customer_id)?;
    diesel::update(customers::table.find(found.id)).set(customers::status.eq(status)).execute(conn)?;
    by.log(conn, scope, Activity::CustomerStatusChanged, customer_id, (status.word(), ""))
}

/// Updates the columns by which an account's customers are searched and sorted.
pub(crate) fn update_search_texts(conn: &mut Conn, account: AccountKey) -> Result<(), Error> {
    let account_customers: Vec<(CustomerKey, String, String, String)> = customers::table
        .inner_join(accounts::table)
        .filter(accounts::id.eq(account))
        .select((customers::id, customers::reference, accounts::company_name, accounts::customer_id))
        .load(conn)?;
    for (id, reference, name, customer_id) in account_customers {
        diesel::update(customers::table.find(id))
            .set((
                customers::folded_name.eq(fold(&name)),
                customers::folded.eq(search_text(&name, &reference, &customer_id)),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Returns the searchable text: the name, the reference and the ID. They are separated by line breaks, so that no match
/// spans two of them.
fn search_text(name: &str, reference: &str, customer_id: &str) -> String {
    format!("{}\n{}\n{customer_id}", fold(name), fold(reference))
}

/// Returns the customer or MSP ID, the key and the status of each of a reseller's customers.
pub(crate) fn list_ids(
    conn: &mut Conn,
    scope: Scope,
) -> Result<Vec<(String, CustomerKey, CustomerStatus)>, Error> {
    Ok(customers::table
        .inner_join(accounts::table)
        .filter(is_within(customers::reseller_key, scope))
        .select((accounts::customer_id, customers::id, customers::status))
        .load(conn)?)
}

/// Returns the customer or MSP ID and the company name of each of a reseller's customers.
pub(crate) fn list_names(conn: &mut Conn, scope: Scope) -> Result<Vec<(String, String)>, Error> {
    Ok(customers::table
        .inner_join(accounts::table)
        .filter(is_within(customers::reseller_key, scope))
        .select((accounts::customer_id, accounts::company_name))
        .load(conn)?)
}

/// Returns a customer's company name.
pub(crate) fn find_name(conn: &mut Conn, id: CustomerKey) -> Result<String, Error> {
    Ok(customers::table
        .inner_join(accounts::table)
        .filter(customers::id.eq(id))
        .select(accounts::company_name)
        .first(conn)?)
}
