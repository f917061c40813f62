//! The personal data in activity entries, which is stored in a separate table.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use crate::domain::ids::ActivityKey;
use crate::store::schema::activity_texts as texts;
use crate::store::{Conn, Error};

/// Length of a salt in bytes.
const SALT_BYTES: usize = 16;

/// The personal data in an entry. A field is empty if the entry has no such data.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Personal<'a> {
    /// E-mail address of the account that the entry is about.
    pub(crate) account: &'a str,
    /// The client's IP address, or its network if it is an IPv6 address.
    pub(crate) address: &'a str,
    /// Names and free text, such as a file name or a note.
    pub(crate) text: &'a str,
}

impl<'a> Personal<'a> {
    /// The value for an entry without personal data.
    pub(crate) const NONE: Personal<'static> = Personal { account: "", address: "", text: "" };

    /// Creates the personal data for an entry about an account.
    pub(crate) fn account(account: &'a str) -> Personal<'a> {
        Personal { account, ..Personal::NONE }
    }

    /// Creates the personal data for an entry with names or free text.
    pub(crate) fn text(text: &'a str) -> Personal<'a> {
        Personal { text, ..Personal::NONE }
    }

    pub(super) fn is_empty(self) -> bool {
        self.account.is_empty() && self.address.is_empty() && self.text.is_empty()
    }

    /// Stores a new entry's personal data with a new salt.
    pub(super) fn insert(self, conn: &mut Conn, entry: ActivityKey) -> Result<(), Error> {
        let mut salt = [0_u8; SALT_BYTES];
        rand::fill(&mut salt[..]);
        diesel::insert_into(texts::table)
            .values((
                texts::activity_key.eq(entry),
                texts::salt.eq(&salt[..]),
                texts::account.eq(self.account),
                texts::address.eq(self.address),
                texts::text.eq(self.text),
            ))
            .execute(conn)?;
        Ok(())
    }

    /// Returns the digest of the salt and the personal data, which a seal includes instead of the data itself. Without
    /// the salt, someone could guess the data and check the guess against the digest.
    pub(super) fn digest(self, salt: &[u8]) -> Vec<u8> {
        let mut hasher = Sha256::new();
        hasher.update(salt);
        // No field contains a NUL character, because PostgreSQL rejects it.
        hasher.update([self.account, self.address, self.text].join("\0"));
        hasher.finalize().to_vec()
    }
}
