//! Sold-to codes (STC) of a reseller.

use diesel::prelude::*;

use crate::domain::activity::Activity;
use crate::domain::actor::Scope;
use crate::domain::sold_to_code::MAX_SOLD_TO_CODES;
use crate::store::customers::By;
use crate::store::schema::{resellers, sold_to_codes as codes};
use crate::store::{Conn, Error, activity};

/// A sold-to code and the alias by which people pick it.
#[derive(Queryable, Clone, Debug, PartialEq, Eq)]
pub struct SoldToCode {
    /// Key of the row.
    pub id: i64,
    /// The code: 8 to 10 characters from `A-Z`, `0-9` and `-`.
    pub code: String,
    /// The alias by which people pick it.
    pub alias: String,
}

/// The outcome of adding or changing a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The code was saved.
    Kept,
    /// Another alias has this code. Holds that alias.
    CodeTaken(String),
    /// Another code has this alias. Holds that code.
    AliasTaken(String),
    /// The reseller has reached the limit of codes.
    TooMany,
}

/// Returns all codes, sorted by alias.
pub fn list(conn: &mut Conn, scope: Scope) -> Result<Vec<SoldToCode>, Error> {
    Ok(codes::table
        .filter(codes::reseller_key.eq(scope.reseller()))
        .order(codes::alias.asc())
        .select((codes::id, codes::code, codes::alias))
        .load(conn)?)
}

/// Returns the code of an alias. Returns [`Error::NotFound`] if there is none.
pub fn find(conn: &mut Conn, scope: Scope, alias: &str) -> Result<SoldToCode, Error> {
    Ok(codes::table
        .filter(codes::reseller_key.eq(scope.reseller()))
        .filter(codes::alias.eq(alias))
        .select((codes::id, codes::code, codes::alias))
        .first(conn)?)
}

/// Returns the code with this key. Returns [`Error::NotFound`] if the reseller has none.
pub fn get(conn: &mut Conn, scope: Scope, id: i64) -> Result<SoldToCode, Error> {
    Ok(codes::table
        .filter(codes::reseller_key.eq(scope.reseller()))
        .filter(codes::id.eq(id))
        .select((codes::id, codes::code, codes::alias))
        .first(conn)?)
}

/// Adds a code and logs it.
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

/// Changes a code and its alias. Uploads keep their copies of both.
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

/// Deletes a code. Uploads keep their copies of code and alias.
pub fn delete(conn: &mut Conn, scope: Scope, by: By, id: i64) -> Result<(), Error> {
    let old = get(conn, scope, id)?;
    if diesel::delete(codes::table.find(id)).execute(conn)? == 0 {
        return Err(Error::NotFound);
    }
    tell(conn, scope, by, Activity::SoldToCodeDeleted, &old.code, &old.alias)
}

/// Returns the conflict with another code or alias. Returns `None` if there is none.
fn taken(
    conn: &mut Conn,
    scope: Scope,
    except: Option<i64>,
    code: &str,
    alias: &str,
) -> Result<Option<Kept>, Error> {
    let others: Vec<SoldToCode> =
        list(conn, scope)?.into_iter().filter(|other| Some(other.id) != except).collect();
    let code_taken = others.iter().find(|other| other.code == code);
    let alias_taken = others.iter().find(|other| other.alias == alias);
    Ok(code_taken
        .map(|other| Kept::CodeTaken(other.alias.clone()))
        .or(alias_taken.map(|other| Kept::AliasTaken(other.code.clone()))))
}

/// Locks the row of the reseller. On PostgreSQL two people could otherwise both see 19 codes, or both see that an alias
/// is free.
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
