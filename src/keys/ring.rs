//! The ring of keys that a running portal uses.

use std::sync::Arc;

use chrono::NaiveDateTime;
use parking_lot::RwLock;

use super::list::KeyList;
use super::purpose::Purpose;
use super::secret_key::KEY_BYTES;

/// The keys that a running portal uses. It is cheap to clone, and all clones see the same keys.
#[derive(Clone)]
pub(crate) struct KeyRing(Arc<RwLock<Arc<KeyList>>>);

/// The keys that are derived for a purpose.
pub(crate) struct DerivedKeys {
    /// The key that signs.
    pub(crate) signing: [u8; KEY_BYTES],
    /// The keys whose signatures are accepted, newest first. They include the one that signs.
    pub(crate) accepted: Vec<[u8; KEY_BYTES]>,
}

impl KeyRing {
    /// Creates a ring with the keys in a list.
    pub(crate) fn new(list: KeyList) -> KeyRing {
        KeyRing(Arc::new(RwLock::new(Arc::new(list))))
    }

    /// Replaces the keys after the file has changed.
    pub(crate) fn replace(&self, list: KeyList) {
        *self.0.write() = Arc::new(list);
    }

    /// Returns the current keys.
    pub(crate) fn list(&self) -> Arc<KeyList> {
        Arc::clone(&self.0.read())
    }

    /// Derives the keys that are valid for a purpose at a time (UTC).
    pub(crate) fn derive(&self, purpose: Purpose, at: NaiveDateTime) -> DerivedKeys {
        let list = self.list();
        let is_accepted =
            |index| purpose.old_key_lifetime().is_none_or(|lifetime| list.is_accepted(index, lifetime, at));
        let (mut signing, mut accepted) = (list.newest().derive(purpose.info()), Vec::new());
        for (index, key) in list.keys().iter().enumerate() {
            let derived = key.derive(purpose.info());
            if index == list.signing(at) {
                signing = derived;
            }
            if is_accepted(index) {
                accepted.push(derived);
            }
        }
        DerivedKeys { signing, accepted }
    }
}
