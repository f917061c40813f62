//! Sessions live in the table of logins; the cookie holds a random token, the table its hash.

use std::collections::HashMap;

use actix_session::Session;
use actix_session::storage::{
    LoadError, SaveError, SessionKey, SessionStore, UpdateError, generate_session_key,
};
use actix_web::cookie::time::Duration;

use crate::auth::sessions;
use crate::http::{Error, State, blocking};

/// The entry that signing in writes: the key of the person's row.
pub const PERSON: &str = "person";
/// The token, by which the session is known, while a request is answered.
const TOKEN: &str = "token";

/// The store behind the session of actix.
pub struct Logins(pub State);

impl Logins {
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&State) -> Result<T, crate::store::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let state = self.0.clone();
        Ok(blocking(move || work(&state)).await??)
    }
}

impl SessionStore for Logins {
    /// Only the token: whose session it is, and whether it goes on, the access check reads together with the person.
    async fn load(&self, key: &SessionKey) -> Result<Option<HashMap<String, String>>, LoadError> {
        Ok(Some(HashMap::from([(TOKEN.to_owned(), quoted(key.as_ref()))])))
    }

    async fn save(&self, entries: HashMap<String, String>, _: &Duration) -> Result<SessionKey, SaveError> {
        let key = generate_session_key();
        if let Some(person) = entries.get(PERSON).and_then(|text| text.parse().ok()) {
            let token = key.as_ref().to_owned();
            let begun = self.blocking(move |state| {
                sessions::begin(&state.services.db, &token, person, state.services.clock.now())
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
        Ok(self.blocking(move |state| sessions::end(&state.services.db, &token)).await?)
    }
}

/// The token of this request's session, if it has one. Whether the session goes on only the table knows.
pub fn token(session: &Session) -> Option<String> {
    session.get(TOKEN).ok().flatten()
}

/// Hash of this session's token, by which it is known in the table; of no session, what no token has.
pub fn token_hash(session: &Session) -> Vec<u8> {
    token(session).map(|token| sessions::token_hash(&token)).unwrap_or_default()
}

/// The entries of a session are JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
