//! Actors: the people, API clients and command line that use the portal.

use chrono_tz::Tz;
use strum::{EnumString, IntoStaticStr, VariantArray};

pub use super::permission::{Permission, Permissions, Role};
use crate::domain::csv_separator::CsvSeparator;
use crate::domain::ids::{ActorKey, PersonKey, ResellerKey};

/// The colour theme that a person prefers. The account page lists the themes in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Theme {
    /// The device's setting.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// The rows that a query can access. Only `auth`, `worker` and `cli` create scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The rows of one reseller, identified by its key.
    Reseller(ResellerKey),
    /// The rows of all resellers, for support and for the portal itself.
    AllResellers,
}

impl Scope {
    /// Returns the reseller's key, or `None` for all resellers.
    pub(crate) fn reseller(self) -> Option<ResellerKey> {
        match self {
            Scope::Reseller(key) => Some(key),
            Scope::AllResellers => None,
        }
    }
}

/// The reseller that an actor belongs to.
#[derive(Clone, Debug)]
pub(crate) struct ActorReseller {
    pub(crate) name: String,
}

/// A person who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    /// Key of the person's row.
    pub(crate) key: PersonKey,
    /// E-mail address in lower case.
    pub(crate) email: String,
    /// Name shown on pages.
    pub(crate) name: String,
    /// The role, which grants the permissions.
    pub(crate) role: Role,
    /// The account at the identity provider. Only people who sign in through single sign-on have one.
    pub(crate) sso_account: Option<String>,
    /// Time zone in which pages show times.
    pub(crate) time_zone: Tz,
    pub(crate) theme: Theme,
    /// Whether shortcuts without Ctrl or Alt are enabled.
    pub(crate) shortcuts: bool,
    /// The separator of downloaded CSV files.
    pub(crate) csv_separator: CsvSeparator,
}

/// The kind of an actor.
#[derive(Clone, Debug)]
pub enum ActorKind {
    /// A person in a browser.
    Person(Person),
    /// A program that uses the API.
    ApiClient,
    /// The operator's command line.
    CommandLine,
}

/// An actor, with the rows that it can see and the permissions that it has.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Key of the actor's row.
    pub(crate) key: ActorKey,
    /// A person, an API client or the command line.
    pub kind: ActorKind,
    pub(crate) permissions: Permissions,
    /// The rows that the actor can see.
    pub scope: Scope,
    /// The actor's reseller. `None` for support and operators.
    pub(crate) reseller: Option<ActorReseller>,
}

impl Actor {
    /// Returns whether the actor has a permission.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.permissions.has(permission)
    }

    /// Returns the scope of the actor's reseller, or `None` for support and operators, who see all resellers.
    pub(crate) fn reseller_scope(&self) -> Option<Scope> {
        Some(self.scope).filter(|scope| scope.reseller().is_some())
    }

    /// Returns the person, or `None` if the actor is a program.
    pub(crate) fn person(&self) -> Option<&Person> {
        match &self.kind {
            ActorKind::Person(person) => Some(person),
            ActorKind::ApiClient | ActorKind::CommandLine => None,
        }
    }

    /// Returns the time zone for the dates that the actor enters. Programs use UTC.
    pub(crate) fn time_zone(&self) -> Tz {
        self.person().map_or(Tz::UTC, |person| person.time_zone)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::domain::word::tests::assert_words;

    /// Returns a reseller's administrator whose time zone is London.
    pub(crate) fn administrator() -> Actor {
        Actor {
            key: ActorKey::new(1),
            kind: ActorKind::Person(Person {
                key: PersonKey::new(1),
                email: "maya@brightline.example".to_owned(),
                name: "Maya Okafor".to_owned(),
                role: Role::Administrator,
                sso_account: None,
                time_zone: Tz::Europe__London,
                theme: Theme::System,
                shortcuts: true,
                csv_separator: CsvSeparator::Comma,
            }),
            permissions: Role::Administrator.permissions(),
            scope: Scope::Reseller(ResellerKey::new(1)),
            reseller: Some(ActorReseller { name: "Brightline".to_owned() }),
        }
    }

    #[test]
    fn a_program_uses_utc_and_has_no_person() {
        let program = Actor { kind: ActorKind::ApiClient, ..administrator() };
        assert_eq!((program.time_zone(), program.person().is_none()), (Tz::UTC, true));
        assert_eq!(administrator().time_zone(), Tz::Europe__London);
    }

    #[test]
    fn only_reseller_actors_have_a_reseller_scope() {
        let support = Actor { scope: Scope::AllResellers, reseller: None, ..administrator() };
        assert_eq!(support.reseller_scope(), None);
        assert_eq!(administrator().reseller_scope(), Some(Scope::Reseller(ResellerKey::new(1))));
    }

    #[test]
    fn stored_words_do_not_change() {
        assert_words::<Theme>(&["system", "light", "dark"]);
    }
}
