//! A reseller's remembered layouts: how its lists of one kind are read.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::activity::Activity;
use crate::domain::actor::Scope;
use crate::domain::fold::fold;
use crate::domain::ids::FileLayoutKey;
use crate::domain::manifest::remembered::{MAX_LAYOUT_NAME, MAX_LAYOUTS};
use crate::domain::submission::SubmissionKind;
use crate::domain::word::Word;
use crate::store::activity::Author;
use crate::store::db::stable_filters::is_within;
use crate::store::resellers::lock;
use crate::store::schema::{actors, file_layouts as layouts};
use crate::store::{Conn, Error};

/// A remembered layout.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct FileLayoutRow {
    pub(crate) id: FileLayoutKey,
    /// Kind of the submissions for which it is remembered.
    pub(crate) kind: SubmissionKind,
    pub(crate) name: String,
    /// The header of the lists, or the kinds of their columns, as JSON.
    pub(crate) list_key: String,
    /// The decisions with which the lists are read, as JSON.
    pub(crate) decisions: String,
    pub(crate) uses: i64,
    /// Time of the last use, UTC.
    pub(crate) last_used_at: Option<NaiveDateTime>,
    /// E-mail address of the person who remembered it last.
    pub(crate) by: String,
}

/// A layout to remember.
#[derive(Clone, Debug)]
pub(crate) struct NewFileLayout {
    /// The reseller whose lists it is for.
    pub(crate) scope: Scope,
    pub(crate) kind: SubmissionKind,
    pub(crate) name: String,
    /// The header of the lists, or the kinds of their columns, as JSON.
    pub(crate) list_key: String,
    /// SHA-256 hash of the key.
    pub(crate) list_key_sha256: Vec<u8>,
    /// The decisions with which the lists are read, as JSON.
    pub(crate) decisions: String,
}

/// The outcome of renaming a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RenameOutcome {
    Renamed,
    /// Another layout has the name.
    Taken,
}

macro_rules! columns {
    () => {
        (
            layouts::id,
            layouts::kind,
            layouts::name,
            layouts::list_key,
            layouts::decisions,
            layouts::uses,
            layouts::last_used_at,
            actors::name,
        )
    };
}

/// Returns all of a reseller's layouts, sorted by name.
pub(crate) fn list(conn: &mut Conn, scope: Scope) -> Result<Vec<FileLayoutRow>, Error> {
    Ok(layouts::table
        .inner_join(actors::table)
        .filter(is_within(layouts::reseller_key, scope))
        .order(layouts::folded_name.asc())
        .select(columns!())
        .load(conn)?)
}

/// Returns a reseller's layouts for this kind of submission.
pub(crate) fn list_of_kind(
    conn: &mut Conn,
    scope: Scope,
    kind: SubmissionKind,
) -> Result<Vec<FileLayoutRow>, Error> {
    Ok(layouts::table
        .inner_join(actors::table)
        .filter(is_within(layouts::reseller_key, scope))
        .filter(layouts::kind.eq(kind))
        .order(layouts::id.asc())
        .select(columns!())
        .load(conn)?)
}

/// Returns the layout with this ID. Returns [`Error::NotFound`] if the reseller doesn't have it.
pub(crate) fn find(conn: &mut Conn, scope: Scope, id: FileLayoutKey) -> Result<FileLayoutRow, Error> {
    Ok(layouts::table
        .inner_join(actors::table)
        .filter(is_within(layouts::reseller_key, scope))
        .filter(layouts::id.eq(id))
        .select(columns!())
        .first(conn)?)
}

/// Returns the number of a reseller's layouts, and the name of the one with this kind and key, if there is one.
pub(crate) fn find_remembered(
    conn: &mut Conn,
    scope: Scope,
    kind: SubmissionKind,
    list_key_sha256: &[u8],
) -> Result<(usize, Option<String>), Error> {
    let count: i64 =
        layouts::table.filter(is_within(layouts::reseller_key, scope)).count().get_result(conn)?;
    let name = layouts::table
        .filter(is_within(layouts::reseller_key, scope))
        .filter(layouts::kind.eq(kind))
        .filter(layouts::list_key_sha256.eq(list_key_sha256))
        .select(layouts::name)
        .first(conn)
        .optional()?;
    Ok((usize::try_from(count).unwrap_or(usize::MAX), name))
}

/// Remembers a layout, in place of the one with the same kind and key. Adds a number to a name that another layout has.
/// Does nothing if the reseller has reached the limit.
pub(crate) fn remember(conn: &mut Conn, by: Author, new: &NewFileLayout) -> Result<(), Error> {
    let scope = new.scope;
    let reseller = lock(conn, scope)?;
    let all: Vec<(FileLayoutKey, SubmissionKind, Vec<u8>, String, String)> = layouts::table
        .filter(is_within(layouts::reseller_key, scope))
        .select((
            layouts::id,
            layouts::kind,
            layouts::list_key_sha256,
            layouts::folded_name,
            layouts::decisions,
        ))
        .load(conn)?;
    let same = all.iter().find(|(_, kind, key, ..)| *kind == new.kind && *key == new.list_key_sha256);
    if same.is_none() && all.len() >= MAX_LAYOUTS {
        return Ok(());
    }
    let is_taken = |name: &str| {
        let folded = fold(name);
        all.iter().any(|(id, _, _, other, _)| *other == folded && same.is_none_or(|same| same.0 != *id))
    };
    let name = free_name(&new.name, is_taken);
    let folded = fold(&name);
    if let Some((id, _, _, old_name, old_decisions)) = same {
        if *old_name == folded && *old_decisions == new.decisions {
            return Ok(());
        }
        diesel::update(layouts::table.find(*id))
            .set((
                layouts::actor_key.eq(by.actor),
                layouts::name.eq(&name),
                layouts::folded_name.eq(&folded),
                layouts::decisions.eq(&new.decisions),
            ))
            .execute(conn)?;
        return by.log(conn, scope, Activity::FileLayoutChanged, &id.to_string(), (new.kind.word(), &name));
    }
    let id: FileLayoutKey = diesel::insert_into(layouts::table)
        .values((
            layouts::reseller_key.eq(reseller),
            layouts::actor_key.eq(by.actor),
            layouts::kind.eq(new.kind),
            layouts::name.eq(&name),
            layouts::folded_name.eq(&folded),
            layouts::list_key.eq(&new.list_key),
            layouts::list_key_sha256.eq(&new.list_key_sha256),
            layouts::decisions.eq(&new.decisions),
            layouts::uses.eq(0),
            layouts::created_at.eq(by.at),
        ))
        .returning(layouts::id)
        .get_result(conn)?;
    by.log(conn, scope, Activity::FileLayoutAdded, &id.to_string(), (new.kind.word(), &name))
}

/// Returns the name, with a number if it is taken.
fn free_name(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = |number: usize| {
        let suffix = format!(" {number}");
        let room = MAX_LAYOUT_NAME.saturating_sub(suffix.len());
        format!("{}{suffix}", name.chars().take(room).collect::<String>().trim_end())
    };
    let names = std::iter::once(name.to_owned()).chain((2..=MAX_LAYOUTS + 1).map(numbered));
    names.into_iter().find(|name| !is_taken(name)).unwrap_or_else(|| name.to_owned())
}

/// Counts a use of a layout. Does nothing if it has been deleted in the meantime.
pub(crate) fn count_use(conn: &mut Conn, id: FileLayoutKey, at: NaiveDateTime) -> Result<(), Error> {
    diesel::update(layouts::table.find(id))
        .set((layouts::uses.eq(layouts::uses + 1), layouts::last_used_at.eq(at)))
        .execute(conn)?;
    Ok(())
}

/// Renames a layout. Uploads keep the name under which it was applied.
pub(crate) fn rename(
    conn: &mut Conn,
    scope: Scope,
    by: Author,
    id: FileLayoutKey,
    name: &str,
) -> Result<RenameOutcome, Error> {
    lock(conn, scope)?;
    let old = find(conn, scope, id)?;
    let folded = fold(name);
    let others: i64 = layouts::table
        .filter(is_within(layouts::reseller_key, scope))
        .filter(layouts::folded_name.eq(&folded))
        .filter(layouts::id.ne(id))
        .count()
        .get_result(conn)?;
    if others > 0 {
        return Ok(RenameOutcome::Taken);
    }
    if old.name != name {
        diesel::update(layouts::table.find(id))
            .set((layouts::name.eq(name), layouts::folded_name.eq(&folded)))
            .execute(conn)?;
        let text = format!("{} -> {name}", old.name);
        by.log(conn, scope, Activity::FileLayoutChanged, &id.to_string(), (old.kind.word(), &text))?;
    }
    Ok(RenameOutcome::Renamed)
}

/// Deletes a layout. Uploads that were read with it don't change.
pub(crate) fn delete(conn: &mut Conn, scope: Scope, by: Author, id: FileLayoutKey) -> Result<(), Error> {
    let old = find(conn, scope, id)?;
    if diesel::delete(layouts::table.find(id)).execute(conn)? == 0 {
        return Err(Error::NotFound);
    }
    by.log(conn, scope, Activity::FileLayoutDeleted, &id.to_string(), (old.kind.word(), &old.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let taken = ["SAP", "SAP 2"];
        assert_eq!(free_name("SAP", |name| taken.contains(&name)), "SAP 3");
        assert_eq!(free_name("DATEV", |name| taken.contains(&name)), "DATEV");
        let long = "x".repeat(MAX_LAYOUT_NAME);
        assert_eq!(free_name(&long, |name| name == long).len(), MAX_LAYOUT_NAME);
    }
}
