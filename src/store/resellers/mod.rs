//! Resellers, which are the portal's tenants.

use diesel::prelude::*;

use super::db::advisory_lock;
use super::schema::resellers;
use super::{Conn, Error};
use crate::domain::actor::Scope;
use crate::domain::ids::ResellerKey;

pub(crate) mod file_layouts;
pub(crate) mod sold_to_codes;

/// Adds a reseller and returns its key. Returns [`Error::Conflict`] if the reseller ID already exists.
pub(crate) fn add(
    conn: &mut Conn,
    reseller_id: &str,
    name: &str,
    country: &str,
) -> Result<ResellerKey, Error> {
    let row =
        (resellers::reseller_id.eq(reseller_id), resellers::name.eq(name), resellers::country.eq(country));
    Ok(diesel::insert_into(resellers::table).values(row).returning(resellers::id).get_result(conn)?)
}

/// Returns the key of the reseller with this reseller ID. Returns [`Error::NotFound`] if there is none.
pub(crate) fn find_id(conn: &mut Conn, reseller_id: &str) -> Result<ResellerKey, Error> {
    Ok(resellers::table.filter(resellers::reseller_id.eq(reseller_id)).select(resellers::id).first(conn)?)
}

/// Returns a reseller's name.
pub(crate) fn find_name(conn: &mut Conn, reseller: ResellerKey) -> Result<String, Error> {
    Ok(resellers::table.find(reseller).select(resellers::name).first(conn)?)
}

/// Returns a reseller's country, as entered.
pub(crate) fn find_country(conn: &mut Conn, reseller: ResellerKey) -> Result<String, Error> {
    Ok(resellers::table.find(reseller).select(resellers::country).first(conn)?)
}

/// Returns whether any reseller exists.
pub(crate) fn any_exists(conn: &mut Conn) -> Result<bool, Error> {
    let first: Option<ResellerKey> = resellers::table.select(resellers::id).first(conn).optional()?;
    Ok(first.is_some())
}

/// Locks a reseller until the end of the transaction, and returns the reseller's key. Other transactions that lock the
/// same reseller wait. Without the lock, two people could both count 19 sold-to codes on PostgreSQL and add one each.
/// The reseller's row isn't locked, because workers update it when they lease a submission.
pub(crate) fn lock(conn: &mut Conn, scope: Scope) -> Result<ResellerKey, Error> {
    let reseller = scope.reseller().ok_or(Error::NotFound)?;
    advisory_lock::lock(conn, &[("reseller", &reseller.get().to_le_bytes())])?;
    Ok(reseller)
}
