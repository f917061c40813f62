//! Actors: people, API clients, the command line and the portal itself. Submissions, drafts and activity entries refer
//! to them.

use diesel::prelude::*;

use crate::domain::ids::ActorKey;
use crate::store::schema::actors;
use crate::store::{Conn, Error};

/// Key of the actor for the operator's command line. The migrations create it.
pub const COMMAND_LINE: ActorKey = ActorKey::new(1);
/// Key of the actor for the portal itself, including its workers. The migrations create it.
pub const PORTAL: ActorKey = ActorKey::new(2);

/// Adds an actor for a person and returns its key. Lists show the e-mail address as the actor's name.
pub(super) fn add_person(conn: &mut Conn, email: &str) -> Result<ActorKey, Error> {
    let row = (actors::kind.eq("person"), actors::name.eq(email));
    Ok(diesel::insert_into(actors::table).values(row).returning(actors::id).get_result(conn)?)
}
