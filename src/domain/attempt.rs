//! Attempts to enter a secret. They are limited, so that the secret can't be guessed.

use chrono::Duration;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Period over which failed attempts are counted.
pub(crate) const WINDOW: Duration = Duration::minutes(15);
/// Number of failed attempts for one account, or from one known device, after which the next ones are refused.
pub(crate) const MAX_FAILURES_PER_ACCOUNT: i64 = 10;
/// Number of failed attempts from one network after which the next ones are refused.
pub(crate) const MAX_FAILURES_PER_NETWORK: i64 = 50;

/// The secret that an attempt tries. Each kind has its own count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum AttemptKind {
    /// The password on the sign-in page.
    SignIn,
    /// The current password, which a signed-in person enters to change it.
    CurrentPassword,
}

impl AttemptKind {
    /// Returns the maximum number of failures from one network. Returns `None` if only the account counts, because the
    /// person is signed in.
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
