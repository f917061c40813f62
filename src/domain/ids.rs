//! Types for row keys and public numbers, so that one can't be mistaken for another.
//!
//! Keys are internal to the database, except that submissions and uploads use their public numbers as keys.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The error returned for text that isn't a valid number or ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an ID")]
pub struct InvalidId;

macro_rules! numbers {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        #[repr(transparent)]
        pub struct $name(pub(crate) i64);

        impl $name {
            /// Wraps a number.
            pub const fn new(number: i64) -> $name {
                $name(number)
            }

            /// Returns the number.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> i64 {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            /// Parses a positive number. Returns [`InvalidId`] for any other text.
            fn from_str(text: &str) -> Result<$name, InvalidId> {
                text.parse().ok().filter(|number| *number > 0).map($name).ok_or(InvalidId)
            }
        }
    )+};
}

numbers! {
    /// Key of a reseller's row.
    ResellerKey;
    /// Key of an account's row.
    AccountKey;
    /// Key of the row that joins a reseller and an account.
    CustomerKey;
    /// Key of a person's row.
    PersonKey;
    /// Key of an actor's row.
    ActorKey;
    /// Key of a sold-to code's row.
    SoldToCodeKey;
    /// ID of a remembered layout. Programs can send it instead of the layout's name.
    FileLayoutKey;
    /// Key of a device's row.
    DeviceKey;
    /// Key of an activity entry's row.
    ActivityKey;
    /// Number of a submission, shown as `B-17` or `D-18`.
    SubmissionId;
    /// Number of an upload, called UPLOAD ID on pages.
    UploadId;
    /// Position of an item in a view of the review queue: an [`UploadId`] or a [`SubmissionId`], whichever the view
    /// sorts by.
    QueuePosition;
}

macro_rules! ten_digits {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 10]);

        impl $name {
            /// Returns the ten digits.
            pub fn as_str(&self) -> &str {
                // The bytes are always ASCII digits.
                std::str::from_utf8(&self.0).unwrap_or_default()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            /// Parses exactly ten digits. Returns [`InvalidId`] for any other text.
            fn from_str(text: &str) -> Result<$name, InvalidId> {
                let digits: [u8; 10] = text.as_bytes().try_into().map_err(|_| InvalidId)?;
                if digits.iter().all(u8::is_ascii_digit) { Ok($name(digits)) } else { Err(InvalidId) }
            }
        }
    )+};
}

ten_digits! {
    /// The public ID of a customer account: its customer ID or MSP ID. Kept as text, because it may begin with zeros.
    CustomerId;
    /// The public ID of a reseller. Kept as text, because it may begin with zeros.
    ResellerId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_positive_numbers_are_valid() {
        assert_eq!("1000001".parse(), Ok(UploadId::new(1_000_001)));
        assert_eq!(UploadId::new(1_000_001).to_string(), "1000001");
        for text in ["", "0", "-1", "1.0", " 1", "x", "9223372036854775808"] {
            assert_eq!(text.parse::<UploadId>(), Err(InvalidId), "{text}");
        }
        assert_eq!(serde_json::to_string(&[SubmissionId::new(7)]).unwrap(), "[7]");
        assert_eq!(serde_json::from_str::<Vec<SubmissionId>>("[7]").unwrap(), [SubmissionId::new(7)]);
    }

    #[test]
    fn public_ids_have_exactly_ten_digits_and_keep_leading_zeros() {
        let id: CustomerId = "0063200417".parse().unwrap();
        assert_eq!((id.as_str(), id.to_string().as_str()), ("0063200417", "0063200417"));
        assert_eq!(format!("{id:?}"), "CustomerId(0063200417)");
        for text in ["", "716320041", "71632004170", "716320041x", "７163200417", "-163200417"] {
            assert_eq!(text.parse::<ResellerId>(), Err(InvalidId), "{text}");
        }
    }
}
