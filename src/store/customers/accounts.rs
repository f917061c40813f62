//! Customer accounts: companies and MSPs, regardless of which resellers serve them.

use diesel::prelude::*;

use crate::domain::customer::{AccountKind, Approval};
use crate::domain::ids::AccountKey;
use crate::store::schema::accounts;
use crate::store::{Conn, Error};

/// A customer account to add.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewAccount<'a> {
    /// Customer or MSP ID, which has ten digits.
    pub(crate) customer_id: &'a str,
    /// Whether the account is a customer or an MSP.
    pub(crate) kind: AccountKind,
    pub(crate) company_name: &'a str,
    /// Country, as shown on pages.
    pub(crate) country: &'a str,
    /// How the account approves resellers.
    pub(crate) approval: Approval,
}

/// Adds an account and returns its key. Returns [`Error::Conflict`] if the ID already exists.
pub(crate) fn add(conn: &mut Conn, new: NewAccount<'_>) -> Result<AccountKey, Error> {
    let row = (
        accounts::customer_id.eq(new.customer_id),
        accounts::kind.eq(new.kind),
        accounts::company_name.eq(new.company_name),
        accounts::country.eq(new.country),
        accounts::approval.eq(new.approval),
    );
    Ok(diesel::insert_into(accounts::table).values(row).returning(accounts::id).get_result(conn)?)
}

/// The changes that the command `account set` makes. `None` leaves a value unchanged.
#[derive(AsChangeset, Clone, Debug, Default)]
#[diesel(table_name = accounts)]
pub(crate) struct AccountChange {
    pub(crate) company_name: Option<String>,
    pub(crate) country: Option<String>,
    /// The stored word for an [`Approval`].
    pub(crate) approval: Option<String>,
}

/// Changes an account and the copies of its name that the customer search uses.
pub(crate) fn set(conn: &mut Conn, customer_id: &str, change: &AccountChange) -> Result<(), Error> {
    let id = find_id(conn, customer_id)?;
    diesel::update(accounts::table.find(id)).set(change).execute(conn)?;
    super::update_search_texts(conn, id)
}

/// Returns the key of the account with this customer or MSP ID. Returns [`Error::NotFound`] if there is none.
pub(crate) fn find_id(conn: &mut Conn, customer_id: &str) -> Result<AccountKey, Error> {
    Ok(accounts::table.filter(accounts::customer_id.eq(customer_id)).select(accounts::id).first(conn)?)
}
