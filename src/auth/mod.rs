//! Authentication: passwords, sign-in and sessions.

use crate::domain::actor::{Actor, ActorKind, ActorReseller, Person, Scope};
use crate::domain::ids::PersonKey;
use crate::store::people::{self, PersonRow};
use crate::store::{Conn, Error};

pub(crate) mod change_password;
pub(crate) mod device;
pub(crate) mod hash_queue;
pub(crate) mod key_record;
pub(crate) mod passwords;
pub(crate) mod review;
pub(crate) mod sessions;
pub(crate) mod sign_in;

/// Returns the person with this key as an actor. Returns `None` if the person doesn't exist or is disabled.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn find_actor(conn: &mut Conn, person: PersonKey) -> Result<Option<Actor>, Error> {
    match people::find(conn, person) {
        Ok(row) => Ok(Some(to_actor(row))),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

fn to_actor(row: PersonRow) -> Actor {
    let scope = row.reseller.as_ref().map_or(Scope::AllResellers, |(key, _)| Scope::Reseller(*key));
    Actor {
        key: row.actor_key,
        permissions: row.role.permissions(),
        scope,
        reseller: row.reseller.map(|(_, name)| ActorReseller { name }),
        kind: ActorKind::Person(Person {
            key: row.id,
            email: row.email,
            name: row.name,
            role: row.role,
            sso_account: row.sso_account,
            time_zone: row.time_zone.parse().unwrap_or(chrono_tz::UTC),
            theme: row.theme,
            shortcuts: row.shortcuts,
            csv_separator: row.csv_separator,
        }),
    }
}
