//! Attempts to enter a secret, which are limited so that no one can guess the secret.

use chrono::Duration;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Period over which failed attempts are counted.
pub(crate) const WINDOW: Duration = Duration::minutes(15);
/// Number of failed attempts for one account, or from one known device, after which further attempts are refused.
pub(crate) const MAX_FAILURES_PER_ACCOUNT: i64 = 10;
/// Number of failed attempts from one network after which further attempts are refused.
pub(crate) const MAX_FAILURES_PER_NETWORK: i64 = 50;

/// The kind of secret that was entered. Failed attempts are counted separately for each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum AttemptKind {
    /// The password on the sign-in page.
    SignIn,
    /// The current password, which a signed-in person enters to change it.
    CurrentPassword,
}

impl AttemptKind {
    /// Returns the maximum number of failures from one network. Returns `None` if they are limited only per account,
    /// because the person is signed in.
    pub(crate) fn max_per_network(self) -> Option<i64> {
        match self {
            AttemptKind::SignIn => Some(MAX_FAILURES_PER_NETWORK),
            AttemptKind::CurrentPassword => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::tests::assert_words;

    #[test]
    fn stored_words_do_not_change() {
        assert_words::<AttemptKind>(&["sign_in", "current_password"]);
    }
}
