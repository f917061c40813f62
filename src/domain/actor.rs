//! The person, API client or command line that acts on the portal.

use chrono_tz::Tz;
use strum::{EnumString, IntoStaticStr, VariantArray};

pub use super::permission::{Permission, Permissions, Role};
use crate::domain::ids::{ActorKey, PersonKey, ResellerKey};

/// The colors that a person prefers, in the order in which they are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Theme {
    /// The setting of the device.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// The rows that a query may see. Only `auth`, `worker` and `cli` create one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those of one reseller, by the key of its row.
    Reseller(ResellerKey),
    /// Those of all resellers, for support and for the portal's own work.
    AllResellers,
}

impl Scope {
    /// Returns the key of the reseller's row. Returns `None` for all resellers.
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
    /// The reseller's name.
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
    /// The role from which the permissions come.
    pub(crate) role: Role,
    /// The account at the identity provider. Only people who sign in through single sign-on have one.
    pub(crate) sso_account: Option<String>,
    /// Time zone of the times on pages.
    pub(crate) time_zone: Tz,
    /// Preferred colors.
    pub(crate) theme: Theme,
    /// Whether shortcuts without Ctrl or Alt are on.
    pub(crate) shortcuts: bool,
}

/// What an actor is.
#[derive(Clone, Debug)]
pub enum ActorKind {
    /// A person in a browser.
    Person(Person),
    /// A program that uses the API.
    ApiClient,
    /// The operator's command line.
    CommandLine,
}

/// Who acts, which rows they see and what they may do.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Key of the actor's row.
    pub(crate) key: ActorKey,
    /// A person, an API client or the command line.
    pub kind: ActorKind,
    /// What the actor may do.
    pub(crate) permissions: Permissions,
    /// The rows that the actor sees.
    pub scope: Scope,
    /// The reseller. `None` for support and operators.
    pub(crate) reseller: Option<ActorReseller>,
}

impl Actor {
    /// Returns whether the actor has a permission.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.permissions.has(permission)
    }

    /// Returns the scope of the actor's reseller. Returns `None` for support and operators, who see all resellers.
    pub(crate) fn reseller_scope(&self) -> Option<Scope> {
        Some(self.scope).filter(|scope| scope.reseller().is_some())
    }

    /// Returns the person. Returns `None` if a program acts.
    pub(crate) fn person(&self) -> Option<&Person> {
        match &self.kind {
            ActorKind::Person(person) => Some(person),
            ActorKind::ApiClient | ActorKind::CommandLine => None,
        }
    }

    /// Returns the time zone in which the actor means dates. Programs mean UTC.
    pub(crate) fn time_zone(&self) -> Tz {
        self.person().map_or(Tz::UTC, |person| person.time_zone)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::domain::word::tests::assert_words;

    /// Returns an administrator of a reseller, in London.
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
            }),
            permissions: Role::Administrator.permissions(),
            scope: Scope::Reseller(ResellerKey::new(1)),
            reseller: Some(ActorReseller { name: "Brightline".to_owned() }),
        }
    }

    #[test]
    fn a_program_means_utc_and_has_no_person() {
        let program = Actor { kind: ActorKind::ApiClient, ..administrator() };
        assert_eq!((program.time_zone(), program.person().is_none()), (Tz::UTC, true));
        assert_eq!(administrator().time_zone(), Tz::Europe__London);
    }

    #[test]
    fn only_actors_of_a_reseller_have_a_reseller_scope() {
        let support = Actor { scope: Scope::AllResellers, reseller: None, ..administrator() };
        assert_eq!(support.reseller_scope(), None);
        assert_eq!(administrator().reseller_scope(), Some(Scope::Reseller(ResellerKey::new(1))));
    }

    #[test]
    fn words_stay_as_they_are_stored() {
        assert_words::<Theme>(&["system", "light", "dark"]);
    }
}
