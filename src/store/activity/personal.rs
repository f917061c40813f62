//! The personal texts in activity entries, which are stored in a separate table.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use crate::domain::ids::ActivityKey;
use crate::store::schema::activity_texts as texts;
use crate::store::{Conn, Error};

/// Length of a salt in bytes.
const SALT_BYTES: usize = 16;

/// The personal texts of an entry. An empty text means that the entry has none of its kind.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Personal<'a> {
    /// E-mail address of the account that the entry is about.
    pub(crate) account: &'a str,
    /// IP address of the client, or its IPv6 network.
    pub(crate) address: &'a str,
    /// Names and free text, such as a file name or a note.
    pub(crate) text: &'a str,
}

impl<'a> Personal<'a> {
    /// The value for an entry without personal texts.
    pub(crate) const NONE: Personal<'static> = Personal { account: "", address: "", text: "" };

    /// Creates the texts for an entry about an account.
    pub(crate) fn account(account: &'a str) -> Personal<'a> {
        Personal { account, ..Personal::NONE }
    }

    /// Creates the texts for an entry with names or free text.
    pub(crate) fn text(text: &'a str) -> Personal<'a> {
        Personal { text, ..Personal::NONE }
    }

    pub(super) fn is_empty(self) -> bool {
        self.account.is_empty() && self.address.is_empty() && self.text.is_empty()
    }

    /// Stores the texts of a new entry with a new salt.
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

    /// Returns the digest of the salt and the texts, which a seal includes instead of the texts. Without the salt,
    /// texts could be guessed and compared with the digest.
    pub(super) fn digest(self, salt: &[u8]) -> Vec<u8> {
        let mut hasher = Sha256::new();
        hasher.update(salt);
        // No text contains a NUL, because PostgreSQL rejects it.
        hasher.update([self.account, self.address, self.text].join("\0"));
        hasher.finalize().to_vec()
    }
}
