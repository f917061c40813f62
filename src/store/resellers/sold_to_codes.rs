//! Sold-to codes (STC) of a reseller.

use diesel::prelude::*;

use crate::domain::activity::Activity;
use crate::domain::actor::Scope;
use crate::domain::sold_to_code::MAX_SOLD_TO_CODES;
use crate::store::customers::By;
use crate::store::schema::{resellers, sold_to_codes as codes};
use crate::store::{Conn, Error, activity};

/// A code and the alias that people pick.
#[derive(Queryable, Clone, Debug, PartialEq, Eq)]
pub struct SoldToCode {
    /// Key of the row.
    pub id: i64,
    /// 10 characters of `A-Z 0-9 -`, or 8 or 9.
    pub code: String,
    /// What people pick.
    pub alias: String,
}

/// What became of adding or changing a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is there now.
    Kept,
    /// Another one has the code; its alias.
    CodeTaken(String),
    /// Another one has the alias; its code.
    AliasTaken(String),
    /// The reseller has as many as there may be.
    TooMany,
}

/// All codes, by alias.
pub fn list(conn: &mut Conn, scope: Scope) -> Result<Vec<SoldToCode>, Error> {
    Ok(codes::table
        .filter(codes::reseller_key.eq(scope.reseller()))
        .order(codes::alias.asc())
        .select((codes::id, codes::code, codes::alias))
        .load(conn)?)
}

/// The code of an alias.
pub fn find(conn: &mut Conn, scope: Scope, alias: &str) -> Result<SoldToCode, Error> {
    Ok(codes::table
        .filter(codes::reseller_key.eq(scope.reseller()))
        .filter(codes::alias.eq(alias))
        .select((codes::id, codes::code, codes::alias))
        .first(conn)?)
}

/// The code with this key.
pub fn get(conn: &mut Conn, scope: Scope, id: i64) -> Result<SoldToCode, Error> {
    Ok(codes::table
        .filter(codes::reseller_key.eq(scope.reseller()))
        .filter(codes::id.eq(id))
        .select((codes::id, codes::code, codes::alias))
        .first(conn)?)
}

/// Adds a code, and tells of it in the activity log.
pub fn add(conn: &mut Conn, scope: Scope, by: By, code: &str, alias: &str) -> Result<Kept, Error> {
    one_at_a_time(conn, scope)?;
    if list(conn, scope)?.len() >= MAX_SOLD_TO_CODES {
        return Ok(Kept::TooMany);
    }
    if let Some(taken) = taken(conn, scope, None, code, alias)? {
        return Ok(taken);
    }
    diesel::insert_into(codes::table)
        .values((codes::reseller_key.eq(scope.reseller()), codes::code.eq(code), codes::alias.eq(alias)))
        .execute(conn)?;
    tell(conn, scope, by, Activity::SoldToCodeAdded, code, alias)?;
    Ok(Kept::Kept)
}

/// Changes code and alias. Uploads have a copy of both, which stays.
pub fn change(
    conn: &mut Conn,
    scope: Scope,
    by: By,
    id: i64,
    code: &str,
    alias: &str,
) -> Result<Kept, Error> {
    one_at_a_time(conn, scope)?;
    let old = get(conn, scope, id)?;
    if let Some(taken) = taken(conn, scope, Some(id), code, alias)? {
        return Ok(taken);
    }
    if (old.code.as_str(), old.alias.as_str()) == (code, alias) {
        return Ok(Kept::Kept);
    }
    diesel::update(codes::table.find(id))
        .set((codes::code.eq(code), codes::alias.eq(alias)))
        .execute(conn)?;
    let detail = format!("{} {} -> {code} {alias}", old.code, old.alias);
    tell(conn, scope, by, Activity::SoldToCodeChanged, code, &detail)?;
    Ok(Kept::Kept)
}

/// Deletes a code. Uploads have a copy of code and alias, which stays.
pub fn delete(conn: &mut Conn, scope: Scope, by: By, id: i64) -> Result<(), Error> {
    let old = get(conn, scope, id)?;
    if diesel::delete(codes::table.find(id)).execute(conn)? == 0 {
        return Err(Error::NotFound);
    }
    tell(conn, scope, by, Activity::SoldToCodeDeleted, &old.code, &old.alias)
}

/// What else has this code or alias, if something has.
fn taken(
    conn: &mut Conn,
    scope: Scope,
    but: Option<i64>,
    code: &str,
    alias: &str,
) -> Result<Option<Kept>, Error> {
    let others: Vec<SoldToCode> =
        list(conn, scope)?.into_iter().filter(|other| Some(other.id) != but).collect();
    let code_taken = others.iter().find(|other| other.code == code);
    let alias_taken = others.iter().find(|other| other.alias == alias);
    Ok(code_taken
        .map(|other| Kept::CodeTaken(other.alias.clone()))
        .or(alias_taken.map(|other| Kept::AliasTaken(other.code.clone()))))
}

/// On PostgreSQL two people could both see 19 codes, or no such alias: the row of their reseller lets one in at a time.
fn one_at_a_time(conn: &mut Conn, scope: Scope) -> Result<(), Error> {
    diesel::update(resellers::table.find(scope.reseller()))
        .set(resellers::name.eq(resellers::name))
        .execute(conn)?;
    Ok(())
}

fn tell(
    conn: &mut Conn,
    scope: Scope,
    by: By,
    action: Activity,
    object: &str,
    detail: &str,
) -> Result<(), Error> {
    let reseller_key = Some(scope.reseller());
    activity::write(
        conn,
        activity::Entry { at: by.at, actor_key: by.actor, reseller_key, action, object, detail },
    )
}
