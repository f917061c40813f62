//! The secret keys in `SECRET_KEY_FILE`, from which the keys for cookies are derived.
//!
//! The file is a key ring: the newest key signs, and older ones are still accepted for a while. A new key isn't used to
//! sign until [`DISTRIBUTION_TIME`] has passed, so that the file can be copied to all instances first.

mod admission;
mod file;
mod list;
mod purpose;
mod ring;
mod secret_key;

pub(crate) use admission::{Admission, admission};
pub(crate) use file::{KeyFileError, create, read, rotate};
pub(crate) use list::{DISTRIBUTION_TIME, KeyList, OLD_KEY_LIFETIME};
pub(crate) use purpose::Purpose;
pub(crate) use ring::{DerivedKeys, KeyRing};
