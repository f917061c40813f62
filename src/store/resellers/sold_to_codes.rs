//! A reseller's sold-to codes (STCs).

use diesel::prelude::*;

use crate::domain::activity::Activity;
use crate::domain::actor::Scope;
use crate::domain::ids::SoldToCodeKey;
use crate::domain::sold_to_code::MAX_SOLD_TO_CODES;
use crate::store::activity::Author;
use crate::store::db::stable_filters::is_within;
use crate::store::resellers::lock;
use crate::store::schema::sold_to_codes as codes;
use crate::store::{Conn, Error};

/// A sold-to code and the alias by which people choose it.
#[derive(Queryable, Clone, Debug, PartialEq, Eq)]
pub(crate) struct SoldToCodeRow {
    pub(crate) id: SoldToCodeKey,
    /// 8 to 10 characters from `A-Z`, `0-9` and `-`.
    pub(crate) code: String,
    pub(crate) alias: String,
}

/// The outcome of adding or changing a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SaveOutcome {
    /// The code was saved.
    Saved,
    /// The code already exists under another alias. Holds that alias.
    CodeTaken(String),
    /// The alias already belongs to another code. Holds that code.
    AliasTaken(String),
    /// The reseller has reached the maximum number of codes.
    TooMany,
}

/// Returns all of a reseller's codes, sorted by alias.
pub(crate) fn list(conn: &mut Conn, scope: Scope) -> Result<Vec<SoldToCodeRow>, Error> {
    Ok(codes::table
        .filter(is_within(codes::reseller_key, scope))
        .order(codes::alias.asc())
        .select((codes::id, codes::code, codes::alias))
        .load(conn)?)
}

/// Returns the code with this alias. Returns [`Error::NotFound`] if there is none.
pub(crate) fn find(conn: &mut Conn, scope: Scope, alias: &str) -> Result<SoldToCodeRow, Error> {
    Ok(codes::table
        .filter(is_within(codes::reseller_key, scope))
        .filter(codes::alias.eq(alias))
        .select((codes::id, codes::code, codes::alias))
        .first(conn)?)
}

/// Returns the code with this key. Returns [`Error::NotFound`] if the reseller doesn't have it.
pub(crate) fn find_by_key(conn: &mut Conn, scope: Scope, id: SoldToCodeKey) -> Result<SoldToCodeRow, Error> {
    Ok(codes::table
        .filter(is_within(codes::reseller_key, scope))
        .filter(codes::id.eq(id))
        .select((codes::id, codes::code, codes::alias))
        .first(conn)?)
}

/// Adds a code and writes an activity entry.
pub(crate) fn add(
    conn: &mut Conn,
    scope: Scope,
    by: Author,
    code: &str,
    alias: &str,
) -> Result<SaveOutcome, Error> {
    let reseller = lock(conn, scope)?;
    if list(conn, scope)?.len() >= MAX_SOLD_TO_CODES {
        return Ok(SaveOutcome::TooMany);
    }
    if let Some(conflict) = find_conflict(conn, scope, None, code, alias)? {
        return Ok(conflict);
    }
    diesel::insert_into(codes::table)
        .values((codes::reseller_key.eq(reseller), codes::code.eq(code), codes::alias.eq(alias)))
        .execute(conn)?;
    by.log(conn, scope, Activity::SoldToCodeAdded, code, ("", alias))?;
    Ok(SaveOutcome::Saved)
}

/// Changes a code and its alias. Uploads keep their copies of both.
pub(crate) fn change(
    conn: &mut Conn,
    scope: Scope,
    by: Author,
    id: SoldToCodeKey,
    code: &str,
    alias: &str,
) -> Result<SaveOutcome, Error> {
    lock(conn, scope)?;
    let old = find_by_key(conn, scope, id)?;
    if let Some(conflict) = find_conflict(conn, scope, Some(id), code, alias)? {
        return Ok(conflict);
    }
    if (old.code.as_str(), old.alias.as_str()) == (code, alias) {
        return Ok(SaveOutcome::Saved);
    }
    diesel::update(codes::table.find(id))
        .set((codes::code.eq(code), codes::alias.eq(alias)))
        .execute(conn)?;
    let text = format!("{} {} -> {code} {alias}", old.code, old.alias);
    by.log(conn, scope, Activity::SoldToCodeChanged, code, ("", &text))?;
    Ok(SaveOutcome::Saved)
}

/// Deletes a code. Uploads keep their copies of the code and its alias.
pub(crate) fn delete(conn: &mut Conn, scope: Scope, by: Author, id: SoldToCodeKey) -> Result<(), Error> {
    let old = find_by_key(conn, scope, id)?;
    if diesel::delete(codes::table.find(id)).execute(conn)? == 0 {
        return Err(Error::NotFound);
    }
    by.log(conn, scope, Activity::SoldToCodeDeleted, &old.code, ("", &old.alias))
}

/// Returns how the code or the alias conflicts with an existing one. Returns `None` if there is no conflict.
fn find_conflict(
    conn: &mut Conn,
    scope: Scope,
    except: Option<SoldToCodeKey>,
    code: &str,
    alias: &str,
) -> Result<Option<SaveOutcome>, Error> {
    let others: Vec<SoldToCodeRow> =
        list(conn, scope)?.into_iter().filter(|other| Some(other.id) != except).collect();
    let code_taken = others.iter().find(|other| other.code == code);
    let alias_taken = others.iter().find(|other| other.alias == alias);
    Ok(code_taken
        .map(|other| SaveOutcome::CodeTaken(other.alias.clone()))
        .or(alias_taken.map(|other| SaveOutcome::AliasTaken(other.code.clone()))))
}
