//! Sold-to codes (STC) of a reseller.

use diesel::prelude::*;

use super::schema::sold_to_codes as codes;
use super::{Conn, Error};
use crate::domain::actor::Scope;

/// A code and the alias that people pick.
#[derive(Queryable, Clone, Debug, PartialEq, Eq)]
pub struct SoldToCode {
    /// 10 characters of `A-Z 0-9 -`, or 8 or 9.
    pub code: String,
    /// What people pick.
    pub alias: String,
}

/// All codes, by alias.
pub fn list(conn: &mut Conn, scope: Scope) -> Result<Vec<SoldToCode>, Error> {
    Ok(codes::table
        .filter(codes::reseller_id.eq(scope.reseller()))
        .order(codes::alias.asc())
        .select((codes::code, codes::alias))
        .load(conn)?)
}

/// The code of an alias.
pub fn find(conn: &mut Conn, scope: Scope, alias: &str) -> Result<SoldToCode, Error> {
    Ok(codes::table
        .filter(codes::reseller_id.eq(scope.reseller()))
        .filter(codes::alias.eq(alias))
        .select((codes::code, codes::alias))
        .first(conn)?)
}

/// Adds a code; [`Error::Conflict`] where code or alias is there.
pub fn add(conn: &mut Conn, scope: Scope, code: &str, alias: &str) -> Result<(), Error> {
    diesel::insert_into(codes::table)
        .values((codes::reseller_id.eq(scope.reseller()), codes::code.eq(code), codes::alias.eq(alias)))
        .execute(conn)?;
    Ok(())
}
