//! Authentication: passwords, signing in and sessions.

use crate::domain::actor::{Actor, ActorKind, ActorReseller, Person, Scope};
use crate::domain::ids::PersonKey;
use crate::store::people::{self, PersonRow};
use crate::store::{Conn, Error};

pub mod passwords;
pub mod review;
pub mod sessions;
pub mod sign_in;

/// Returns the person with this key as an actor. Returns `None` if the person doesn't exist or is disabled.
pub fn find_actor(conn: &mut Conn, person: PersonKey) -> Result<Option<Actor>, Error> {
    match people::find(conn, person) {
        Ok(row) => Ok(Some(to_actor(row))),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

fn to_actor(row: PersonRow) -> Actor {
    let scope = row.reseller.as_ref().map_or(Scope::AllResellers, |(key, ..)| Scope::Reseller(*key));
    Actor {
        key: row.actor_key,
        permissions: row.role.permissions(),
        scope,
        reseller: row.reseller.map(|(_, reseller_id, name)| ActorReseller { reseller_id, name }),
        kind: ActorKind::Person(Person {
            key: row.id,
            email: row.email,
            name: row.name,
            role: row.role,
            sso_account: row.sso_account,
            time_zone: row.time_zone.parse().unwrap_or(chrono_tz::UTC),
            theme: row.theme,
            shortcuts: row.shortcuts,
        }),
    }
}
