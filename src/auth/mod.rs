//! Authentication: passwords, signing in and sessions.

use crate::domain::actor::{Actor, ActorReseller, Scope};
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
        Ok(row) => to_actor(row).map(Some),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

fn to_actor(row: PersonRow) -> Result<Actor, Error> {
    Ok(Actor {
        key: row.actor_key,
        person: row.id,
        email: row.email,
        name: row.name,
        role: row.role,
        permissions: row.role.permissions(),
        sso_account: row.sso_account,
        reseller: row.reseller.map(|(id, reseller_id, name)| ActorReseller {
            scope: Scope::of(id),
            reseller_id,
            name,
        }),
        time_zone: row.time_zone.parse().unwrap_or(chrono_tz::UTC),
        theme: row.theme,
        shortcuts: row.shortcuts,
    })
}
