//! The session store. The cookie holds a random token, and the table of sessions holds the token's hash.

use std::collections::HashMap;

use actix_session::Session;
use actix_session::storage::{
    LoadError, SaveError, SessionKey, SessionStore, UpdateError, generate_session_key,
};
use actix_web::cookie::time::Duration;

use crate::auth::sessions;
use crate::http::{Error, State, run_blocking};

/// The session entry that holds the person's key. It is written at sign-in.
pub(crate) const PERSON: &str = "person";
/// The session entry that holds the token during a request.
const TOKEN: &str = "token";

/// The session store for actix-session, backed by the table of sessions.
pub(crate) struct SessionTable(pub(crate) State);

impl SessionTable {
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&State) -> Result<T, crate::store::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (state, turn) = (self.0.clone(), self.0.turn_to_write().await?);
        let write = move || {
            let _turn = turn;
            work(&state)
        };
        Ok(run_blocking(write).await??)
    }
}

impl SessionStore for SessionTable {
    /// Returns only the token. The access check reads the session itself, along with the person.
    async fn load(&self, key: &SessionKey) -> Result<Option<HashMap<String, String>>, LoadError> {
        Ok(Some(HashMap::from([(TOKEN.to_owned(), quoted(key.as_ref()))])))
    }

    async fn save(&self, entries: HashMap<String, String>, _: &Duration) -> Result<SessionKey, SaveError> {
        let key = generate_session_key();
        if let Some(person) = entries.get(PERSON).and_then(|text| text.parse().ok()) {
            let token = key.as_ref().to_owned();
            let begin = self.blocking(move |state| {
                sessions::begin(&state.services.db, &token, person, state.services.clock.now())
            });
            begin.await.map_err(|error| SaveError::Other(error.into()))?;
        }
        Ok(key)
    }

    /// Does nothing, because the values of a session never change. An upsert would even be wrong, because a request in
    /// flight must not revive a revoked session.
    async fn update(
        &self,
        key: SessionKey,
        _: HashMap<String, String>,
        _: &Duration,
    ) -> Result<SessionKey, UpdateError> {
        Ok(key)
    }

    /// Does nothing. The access check records the use of a session, because only it knows which requests count.
    async fn update_ttl(&self, _: &SessionKey, _: &Duration) -> Result<(), anyhow::Error> {
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), anyhow::Error> {
        let token = key.as_ref().to_owned();
        Ok(self.blocking(move |state| sessions::end(&state.services.db, &token)).await?)
    }
}

/// Returns the token of the request's session, if it has one. Only the table knows whether the session is still valid.
pub(crate) fn token(session: &Session) -> Option<String> {
    session.get(TOKEN).ok().flatten()
}

/// Returns the hash of the session's token. Without a session, returns an empty hash, which matches no token.
pub(crate) fn token_hash(session: &Session) -> Vec<u8> {
    token(session).map(|token| sessions::hash_token(&token)).unwrap_or_default()
}

/// Encodes a string as JSON, which is the format of session entries.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
