//! Sign-in with a password. Errors never reveal whether the address or the password was wrong.

use std::net::IpAddr;

use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};

use super::device::DeviceId;
use super::passwords::{Passwords, Verification};
use crate::clock::Clock;
use crate::domain::activity::Activity;
use crate::domain::attempt::AttemptKind;
use crate::domain::email;
use crate::domain::ids::PersonKey;
use crate::domain::network::Network;
use crate::store::activity::{self, Personal};
use crate::store::people::sign_in_attempts::{self as attempts, Attempt};
use crate::store::people::{self, Credentials, known_devices};
use crate::store::{self, Conn, Db};

/// An attempt to sign in.
pub(crate) struct SignInAttempt {
    /// The e-mail address, normalized as in the database.
    email: String,
    account_hash: Vec<u8>,
    password: String,
    address: IpAddr,
    /// The network of the address, by which failures are counted.
    network: String,
    device: Option<DeviceId>,
    /// The hash of the device if it is known for the account. Otherwise, empty.
    known_device_hash: Vec<u8>,
}

/// The decision about an attempt, made before its password is hashed.
pub(crate) enum AttemptDecision {
    /// The attempt is allowed.
    Admitted(SignInAttempt),
    /// Too many failed attempts. Holds the number of seconds until the next attempt is allowed.
    Throttled(i64),
}

/// The outcome of a sign-in.
pub(crate) enum SignInOutcome {
    /// The person is signed in on a device that is now known for the account.
    SignedIn { person: PersonKey, device: DeviceId },
    /// The e-mail address or password is wrong, or the account is disabled. Holds the reason, for the activity log
    /// only.
    Wrong(Activity),
    /// Too many failed attempts. Holds the number of seconds until the next attempt is allowed.
    Throttled(i64),
}

impl SignInAttempt {
    /// Creates an attempt from an e-mail address and a password as submitted, of any length.
    pub(crate) fn new(
        email: &str,
        password: String,
        address: IpAddr,
        device: Option<DeviceId>,
    ) -> SignInAttempt {
        let (email, network) = (email::normalize(email), Network::from(address).to_string());
        let (account_hash, known_device_hash) = (hash_account(&email), Vec::new());
        SignInAttempt { email, account_hash, password, address, network, device, known_device_hash }
    }

    fn stored_attempt(&self) -> Attempt<'_> {
        Attempt {
            kind: AttemptKind::SignIn,
            account_hash: &self.account_hash,
            network: &self.network,
            device_hash: &self.known_device_hash,
        }
    }

    /// Returns whether the account has signed in on the device before.
    pub(crate) fn is_from_known_device(&self) -> bool {
        !self.known_device_hash.is_empty()
    }

    /// Determines whether the device is known and whether the attempt is allowed. A refused attempt costs no more than
    /// these queries.
    pub(crate) fn admit(
        mut self,
        conn: &mut Conn,
        at: NaiveDateTime,
    ) -> Result<AttemptDecision, store::Error> {
        let device_hash = self.device.map(DeviceId::hash).filter(|_| self.has_possible_email());
        if let Some(hash) = device_hash
            && known_devices::is_known(conn, &hash, &self.email, at)?
        {
            self.known_device_hash = hash;
        }
        Ok(match attempts::seconds_to_wait(conn, self.stored_attempt(), at)? {
            Some(seconds) => AttemptDecision::Throttled(seconds),
            None => AttemptDecision::Admitted(self),
        })
    }

    /// Returns whether the e-mail address can belong to a person. PostgreSQL rejects NUL in text values.
    fn has_possible_email(&self) -> bool {
        self.email.len() <= email::MAX_BYTES && !self.email.contains('\0')
    }

    fn credentials(&self, conn: &mut Conn) -> Result<Option<Credentials>, store::Error> {
        if self.has_possible_email() { people::credentials(conn, &self.email) } else { Ok(None) }
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
    let admission = db.write(|conn| match attempts::begin(conn, attempt.stored_attempt(), at)? {
        Some(seconds) => Ok::<_, store::Error>(Err(seconds)),
        None => Ok(Ok(attempt.credentials(conn)?)),
    })?;
    let credentials = match admission {
        Ok(credentials) => credentials,
        Err(seconds) => return Ok(SignInOutcome::Throttled(seconds)),
    };
    let hash = credentials.as_ref().map(|found| found.password_hash.as_str());
    let verification = passwords.verify(&attempt.password, hash);
    let is_right = verification != Verification::Wrong;
    let reason = match &credentials {
        None => Activity::SignInUnknownAccount,
        Some(found) if found.disabled => Activity::SignInDisabledAccount,
        Some(_) => Activity::SignInWrongPassword,
    };
    let Some(found) = credentials.filter(|found| is_right && !found.disabled) else {
        return Ok(SignInOutcome::Wrong(reason));
    };
    let new_hash = match verification {
        Verification::Outdated => {
            Some(passwords.hash(&attempt.password).map_err(store::Error::inconsistent)?)
        }
        _ => None,
    };
    let device = db.write(|conn| {
        attempts::clear(conn, attempt.stored_attempt())?;
        if let Some(hash) = &new_hash {
            people::replace_password_hash(conn, found.id, &found.password_hash, hash)?;
        }
        log_sign_in(conn, at, found.id, attempt)?;
        remember_device(conn, at, found.id, attempt)
    })?;
    Ok(SignInOutcome::SignedIn { person: found.id, device })
}

/// Remembers the device for the account, and returns its ID. A device on which the account signs in for the first
/// time gets a new ID. An attacker may have planted the old one, and would then share the device's failure count.
fn remember_device(
    conn: &mut Conn,
    at: NaiveDateTime,
    person: PersonKey,
    attempt: &SignInAttempt,
) -> Result<DeviceId, store::Error> {
    let known = attempt.device.filter(|_| attempt.is_from_known_device());
    let device = known.unwrap_or_else(DeviceId::generate);
    if let (Some(old), None) = (attempt.device, known) {
        known_devices::copy(conn, &old.hash(), &device.hash(), at)?;
    }
    known_devices::remember(conn, &device.hash(), person, at)?;
    Ok(device)
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
