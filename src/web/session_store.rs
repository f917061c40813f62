//! Sessions live in the table of logins; the cookie holds a random token, the table its hash.

use std::collections::HashMap;

use actix_session::Session;
use actix_session::storage::{
    LoadError, SaveError, SessionKey, SessionStore, UpdateError, generate_session_key,
};
use actix_web::cookie::time::Duration;
use actix_web::web;

use super::{Error, State};
use crate::auth::sessions;

/// The entry that a signed-in session has: the key of the person's row.
pub const PERSON: &str = "person";
/// Beside it while a request is answered, never kept: the token, by which the session is known.
const TOKEN: &str = "token";
/// Instead of both: why nobody can tell at the moment.
const BUSY: &str = "busy";

/// The store behind the session of actix.
pub struct Logins(pub State);

impl Logins {
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&State) -> Result<T, crate::store::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let state = self.0.clone();
        Ok(web::block(move || work(&state)).await??)
    }
}

impl SessionStore for Logins {
    async fn load(&self, key: &SessionKey) -> Result<Option<HashMap<String, String>>, LoadError> {
        let token = key.as_ref().to_owned();
        let found = self
            .blocking(move |state| sessions::person(&state.desk.db, &token, state.desk.clock.now()))
            .await;
        match found {
            Ok(person) => Ok(person.map(|person| {
                HashMap::from([
                    (PERSON.to_owned(), person.to_string()),
                    (TOKEN.to_owned(), quoted(key.as_ref())),
                ])
            })),
            // Told by the access check, as a page; nobody is signed out because the database is busy.
            Err(Error::Busy(why)) => Ok(Some(HashMap::from([(BUSY.to_owned(), quoted(&why))]))),
            Err(error) => Err(LoadError::Other(error.into())),
        }
    }

    async fn save(&self, entries: HashMap<String, String>, _: &Duration) -> Result<SessionKey, SaveError> {
        let key = generate_session_key();
        if let Some(person) = entries.get(PERSON).and_then(|text| text.parse().ok()) {
            let token = key.as_ref().to_owned();
            let begun = self.blocking(move |state| {
                sessions::begin(&state.desk.db, &token, person, state.desk.clock.now())
            });
            begun.await.map_err(|error| SaveError::Other(error.into()))?;
        }
        Ok(key)
    }

    /// Never an upsert: a request in flight must not revive a session that was revoked meanwhile. A session holds
    /// nothing that changes, so there is nothing to write.
    async fn update(
        &self,
        key: SessionKey,
        _: HashMap<String, String>,
        _: &Duration,
    ) -> Result<SessionKey, UpdateError> {
        Ok(key)
    }

    /// The access check notes the use of a session, because only it knows which requests count.
    async fn update_ttl(&self, _: &SessionKey, _: &Duration) -> Result<(), anyhow::Error> {
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), anyhow::Error> {
        let token = key.as_ref().to_owned();
        Ok(self.blocking(move |state| sessions::end(&state.desk.db, &token)).await?)
    }
}

/// What the access check reads from a session.
pub struct Known {
    /// Key of the person's row.
    pub person: Option<i64>,
    /// Why nobody can tell at the moment.
    pub busy: Option<String>,
    token: Option<String>,
}

impl Known {
    /// Reads a session. What is not there or not readable is nothing.
    pub fn of(session: &Session) -> Known {
        Known {
            person: session.get(PERSON).ok().flatten(),
            busy: session.get(BUSY).ok().flatten(),
            token: session.get(TOKEN).ok().flatten(),
        }
    }

    /// Notes beside the request that the session was used.
    pub fn touch(self, state: &web::Data<State>) {
        let Some(token) = self.token else { return };
        let state = state.clone();
        drop(web::block(move || sessions::touch(&state.desk.db, &token, state.desk.clock.now())));
    }
}

/// Hash of this session's token, by which it is known in the table; of no session, what no token has.
pub fn token_hash(session: &Session) -> Vec<u8> {
    let token: Option<String> = session.get(TOKEN).ok().flatten();
    token.map(|token| sessions::token_hash(&token)).unwrap_or_default()
}

/// The entries of a session are JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
