//! Refused requests, as recorded in the log and in the activity log.

use super::activity::Activity;
use super::email;
use super::ids::{ActorKey, ResellerKey};
use super::network::Network;

/// A refused request or connection. Identical refusals within a minute are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Refusal {
    /// The kind of refusal.
    pub(crate) action: Activity,
    /// The actor, if someone is signed in.
    pub(crate) actor: Option<ActorKey>,
    /// The actor's reseller.
    pub(crate) reseller: Option<ResellerKey>,
    /// The account for which a sign-in was attempted. Empty for other requests.
    pub(crate) account: String,
    /// The network of the client.
    pub(crate) network: Network,
    /// HTTP method of the request. Empty for a connection.
    pub(crate) method: &'static str,
    /// Pattern of the request's route, never the actual path. Empty for a connection.
    pub(crate) route: &'static str,
}

impl Refusal {
    /// Creates a refusal without an actor and an account.
    pub(crate) fn new(
        action: Activity,
        network: Network,
        method: &'static str,
        route: &'static str,
    ) -> Refusal {
        Refusal { action, actor: None, reseller: None, account: String::new(), network, method, route }
    }
}

/// Converts a typed account into a form that can be stored: normalized, without control characters, and shortened if it
/// is too long.
pub(crate) fn clean_account(typed: &str) -> String {
    let mut account = String::new();
    for c in email::normalize(typed).chars().filter(|c| !c.is_control()) {
        if account.len() + c.len_utf8() > email::MAX_BYTES {
            break;
        }
        account.push(c);
    }
    account
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_stored_in_lower_case_without_control_characters() {
        assert_eq!(clean_account(" Maya@A.example\r\n"), "maya@a.example");
        assert_eq!(clean_account("a\0b\u{1b}[31m@c"), "ab[31m@c");
    }

    #[test]
    fn a_long_account_is_shortened_at_a_character() {
        assert_eq!(clean_account(&"x".repeat(3_000)).len(), 254);
        assert_eq!(clean_account(&"€".repeat(3_000)).len(), 252);
    }
}
