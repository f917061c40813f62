//! Sign-in with a password. An error never says whether the address or the password was wrong.

use std::net::IpAddr;

use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};

use super::passwords::{Passwords, Verification};
use crate::clock::Clock;
use crate::domain::activity::Activity;
use crate::domain::attempt::AttemptKind;
use crate::domain::email;
use crate::domain::ids::PersonKey;
use crate::domain::network::Network;
use crate::store::activity::{self, Personal};
use crate::store::people::sign_in_attempts::{self as attempts, Attempt};
use crate::store::people::{self, Credentials};
use crate::store::{self, Conn, Db};

/// An attempt to sign in.
pub(crate) struct SignInAttempt {
    /// The e-mail address as it would be stored.
    email: String,
    account_hash: Vec<u8>,
    password: String,
    address: IpAddr,
    /// The network of the address, which is counted.
    network: String,
}

/// The outcome of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignInOutcome {
    /// The person is signed in. Holds the key of the person's row.
    SignedIn(PersonKey),
    /// The e-mail address or password is wrong.
    Wrong,
    /// Too many failed attempts. Holds the number of seconds until the next attempt is allowed.
    Throttled(i64),
}

impl SignInAttempt {
    /// Creates an attempt from an e-mail address and a password as submitted, of any length.
    pub(crate) fn new(email: &str, password: String, address: IpAddr) -> SignInAttempt {
        let (email, network) = (email::normalize(email), Network::from(address).to_string());
        SignInAttempt { account_hash: hash_account(&email), email, password, address, network }
    }

    fn counted(&self) -> Attempt<'_> {
        Attempt {
            kind: AttemptKind::SignIn,
            account_hash: &self.account_hash,
            network: &self.network,
            device_hash: &[],
        }
    }

    /// Returns the number of seconds until the attempt is allowed, or `None` if it is allowed now. A refused attempt
    /// costs no more than this query.
    pub(crate) fn seconds_to_wait(
        &self,
        conn: &mut Conn,
        at: NaiveDateTime,
    ) -> Result<Option<i64>, store::Error> {
        attempts::seconds_to_wait(conn, self.counted(), at)
    }

    fn credentials(&self, conn: &mut Conn) -> Result<Option<Credentials>, store::Error> {
        // PostgreSQL rejects NUL in text values, and no person's address is this long or contains one.
        if self.email.len() > email::MAX_BYTES || self.email.contains('\0') {
            return Ok(None);
        }
        people::credentials(conn, &self.email)
    }
}

/// Returns the hash under which attempts for an account are counted.
pub(crate) fn hash_account(email: &str) -> Vec<u8> {
    Sha256::digest(email.as_bytes()).to_vec()
}

/// Tries to sign a person in. Blocks while hashing the password.
pub(crate) fn sign_in(
    db: &Db,
    clock: &Clock,
    passwords: &Passwords,
    attempt: &SignInAttempt,
) -> Result<SignInOutcome, store::Error> {
    let at = clock.now();
    let begun = db.write(|conn| match attempts::begin(conn, attempt.counted(), at)? {
        Some(seconds) => Ok::<_, store::Error>(Err(seconds)),
        None => Ok(Ok(attempt.credentials(conn)?)),
    })?;
    let credentials = match begun {
        Ok(credentials) => credentials,
        Err(seconds) => return Ok(SignInOutcome::Throttled(seconds)),
    };
    let hash = credentials.as_ref().map(|found| found.password_hash.as_str());
    let verification = passwords.verify(&attempt.password, hash);
    let is_right = verification != Verification::Wrong;
    let Some(found) = credentials.filter(|found| is_right && !found.disabled) else {
        return Ok(SignInOutcome::Wrong);
    };
    let new_hash = match verification {
        Verification::Outdated => {
            Some(passwords.hash(&attempt.password).map_err(store::Error::inconsistent)?)
        }
        _ => None,
    };
    db.write(|conn| {
        attempts::clear(conn, attempt.counted())?;
        if let Some(hash) = &new_hash {
            people::replace_password_hash(conn, found.id, &found.password_hash, hash)?;
        }
        log_sign_in(conn, at, found.id, attempt)
    })?;
    Ok(SignInOutcome::SignedIn(found.id))
}

fn log_sign_in(
    conn: &mut Conn,
    at: NaiveDateTime,
    person: PersonKey,
    attempt: &SignInAttempt,
) -> Result<(), store::Error> {
    let row = people::find(conn, person)?;
    let entry = activity::ActivityEntry {
        at,
        actor_key: row.actor_key,
        reseller_key: row.reseller.map(|(id, _)| id),
        action: Activity::PersonSignedIn,
        object: &person.to_string(),
        detail: "",
        personal: Personal { account: &attempt.email, address: &attempt.address.to_string(), text: "" },
    };
    activity::write(conn, entry)
}
